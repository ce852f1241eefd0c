//! Text from AWS on a terminal: names and messages are hostile, and a terminal obeys control characters.

/// The text with every control and bidirectional-control character replaced by its escape, such as `\u{1b}`.
pub(crate) fn safe(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let hostile = c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if hostile { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        for (text, expect) in [
            ("/prod/web/KEY", "/prod/web/KEY"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\rb\nc", "a\\u{d}b\\u{a}c"),
            ("\u{202e}txt", "\\u{202e}txt"),
            ("مفتاح", "مفتاح"),
        ] {
            assert_eq!(safe(text), expect);
        }
    }
}
