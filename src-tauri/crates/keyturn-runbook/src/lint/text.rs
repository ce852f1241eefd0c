//! Rules about the whole text of a file: L16, L28.

use crate::document::Document;
use crate::finding::{Finding, Rule};
use crate::place::Place;

pub(super) fn file(document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in document.source.lines().enumerate() {
        for found in keyturn_domain::sensitive::find(line) {
            let at = Place { file: document.file.clone(), line: number + 1, column: found.start + 1 };
            findings.push(Finding::error(Rule::L16, &at, format!("this looks like {}", found.what)));
        }
        if let Some(column) = mail_address(line) {
            let at = Place { file: document.file.clone(), line: number + 1, column };
            findings.push(Finding::error(Rule::L28, &at, "a mail address: name a role or a team"));
        }
    }
    findings
}

/// The column of the first mail address in a line. Addresses of the domains that RFC 2606 reserves are examples, and
/// `git@host` is how git names a server.
fn mail_address(line: &str) -> Option<usize> {
    let part = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
    line.match_indices('@').find_map(|(at, _)| {
        let (before, after) = (line.get(..at)?, line.get(at + 1..)?);
        let local_start = before.rfind(|letter| !part(letter)).map_or(0, |byte| byte + 1);
        // The letter before may be longer than one byte.
        let local = before.get(local_start..).or_else(|| before.rsplit(|letter| !part(letter)).next())?;
        let domain = after.split(|letter: char| !(letter.is_alphanumeric() || ".-".contains(letter))).next()?;
        let domain = domain.trim_end_matches('.');
        let (_, top) = domain.rsplit_once('.')?;
        let is_example = ["example.com", "example.org", "example.net"].iter().any(|example| domain.ends_with(example));
        let is_mail = !local.is_empty() && local != "git" && top.len() > 1 && top.chars().all(char::is_alphabetic);
        (is_mail && !is_example).then(|| before.chars().count() - local.chars().count() + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::mail_address;

    #[test]
    fn mail_addresses_are_found() {
        let check = |line: &str, expect| assert_eq!(mail_address(line), expect, "{line}");
        check("ask jane.doe@keyturn.dev now", Some(5));
        check("ü@keyturn.dev", Some(1));
        check("„jane@keyturn.dev“", Some(2));
        for innocent in
            ["", "@", "a@b", "user@'%'", "git@github.com:a/b", "a@example.com", "actions/checkout@v4", "@media"]
        {
            check(innocent, None);
        }
    }
}
