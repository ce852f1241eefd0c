//! Terms of a query or filter among options: `keyturn trail query since:7d -outcome:done --json`.

use std::ffi::OsString;

/// Commands that take terms.
const TAKE_TERMS: [[&str; 2]; 3] = [["secrets", "list"], ["secrets", "export"], ["trail", "query"]];

/// The arguments with negated terms last, after `--`: clap would take `-outcome:done` for options or, told that values
/// may begin so, `--json` for a term. Terms hold in any order.
pub(crate) fn last(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut kept: Vec<OsString> = arguments.into_iter().collect();
    let names = |pair: &[OsString]| TAKE_TERMS.iter().any(|command| pair.iter().eq(command));
    if !kept.windows(2).any(names) {
        return kept;
    }
    let end = kept.iter().position(|argument| argument == "--").unwrap_or(kept.len());
    let after = kept.split_off(end);
    let is_term = |argument: &OsString| {
        let text = argument.to_string_lossy();
        text.starts_with('-') && !text.starts_with("--") && !matches!(&*text, "-" | "-h" | "-V")
    };
    let (terms, mut options): (Vec<OsString>, Vec<OsString>) = kept.into_iter().partition(is_term);
    if terms.is_empty() && after.is_empty() {
        return options;
    }
    options.push("--".into());
    options.extend(terms);
    options.extend(after.into_iter().skip(1));
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negated_terms_go_last_and_only_where_terms_are_taken() {
        for (typed, expect) in [
            ("k trail query since:7d -outcome:done --json", "k trail query since:7d --json -- -outcome:done"),
            ("k trail query -db --limit 3 a", "k trail query --limit 3 a -- -db"),
            ("k trail query a --json", "k trail query a --json"),
            ("k --json secrets list -tag:x -- -y", "k --json secrets list -- -tag:x -y"),
            ("k trail query -h", "k trail query -h"),
            ("k secrets note x --text -", "k secrets note x --text -"),
            ("k trail triage key --note -x", "k trail triage key --note -x"),
            ("k", "k"),
        ] {
            let found = last(typed.split(' ').map(OsString::from));
            assert_eq!(found, expect.split(' ').map(OsString::from).collect::<Vec<_>>(), "{typed}");
        }
    }
}
