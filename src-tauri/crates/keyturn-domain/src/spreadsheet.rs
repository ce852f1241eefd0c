//! Text that a spreadsheet would take for a formula.
//!
//! A name such as `=HYPERLINK(…)` in an exported CSV runs when the file is opened.
//! <https://owasp.org/www-community/attacks/CSV_Injection>

use std::borrow::Cow;

/// Puts an apostrophe before text that a spreadsheet might run, so that it is shown as it is.
///
/// For cells of text only: numbers are written as numbers, and a guarded `-5` would no longer be one. Quoting for CSV
/// is another matter and comes after.
pub fn guard(cell: &str) -> Cow<'_, str> {
    // Spreadsheets skip white space and what cannot be seen before they look for a formula, and some read tab, carriage
    // return, line feed and NUL at the very front as the start of another cell.
    let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c));
    let runs =
        cell.starts_with(['\t', '\r', '\n', '\0']) || seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if runs { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Byte order mark, zero-width characters and marks of direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_text_is_not() {
        for (cell, guarded) in [
            ("=1+1", true),
            ("+1", true),
            ("-5", true),
            ("@SUM(A1)", true),
            ("=cmd|' /C calc'!A0", true),
            ("  =1", true),
            ("\u{feff}=1", true),
            ("\u{200b}@x", true),
            ("\u{202e}=1", true),
            ("\u{a0}+1", true),
            ("\tx", true),
            ("\rx", true),
            ("\nx", true),
            ("\0x", true),
            ("＝1", true),
            ("＋1", true),
            ("－1", true),
            ("＠x", true),
            ("/prod/web/KEY", false),
            ("a=b", false),
            ("prod-db", false),
            (" x", false),
            ("'=1", false),
            ("", false),
        ] {
            assert_eq!(guard(cell).starts_with('\'') && guard(cell).len() > cell.len(), guarded, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_guard_is_needed_twice(cell in any::<String>()) {
            let guarded = guard(&cell);
            prop_assert!(guarded.ends_with(&cell) && guarded.len() <= cell.len() + 1);
            prop_assert_eq!(guard(&guarded), guarded.as_ref());
        }
    }
}
