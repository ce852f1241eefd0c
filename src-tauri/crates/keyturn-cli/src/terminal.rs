//! Text from AWS on a terminal: names and messages are hostile, and a terminal obeys control characters.

use std::borrow::Cow;
use std::io::{self, Write};

/// Whether a terminal obeys a character instead of showing it, or lets it change the order of others.
fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with every control and bidirectional-control character replaced by its escape, such as `\u{1b}`.
pub(crate) fn safe(text: &str) -> String {
    text.chars().flat_map(|c| if is_hostile(c) { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] }).collect()
}

/// JSON that means the same and that a terminal shows as it is: such characters stand in strings alone, where an escape
/// says the same. Line feeds between values stay.
pub(crate) fn safe_json(text: &str) -> Cow<'_, str> {
    let hostile = |c: char| is_hostile(c) && c != '\n';
    if !text.contains(hostile) {
        return Cow::Borrowed(text);
    }
    let escaped = |c: char| if hostile(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    Cow::Owned(text.chars().map(escaped).collect())
}

/// Passes lines of text on with what a terminal obeys escaped. A reader that went away (`… | head`) is no fault: the
/// rest is simply not wanted.
#[derive(Debug)]
pub(crate) struct SafeLines<W: Write> {
    to: W,
    line: Vec<u8>,
}

impl<W: Write> SafeLines<W> {
    pub(crate) fn new(to: W) -> Self {
        Self { to, line: Vec::new() }
    }

    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.to.write_all(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }

    fn pass_line(&mut self) -> io::Result<()> {
        let text = safe(&String::from_utf8_lossy(&self.line));
        self.line.clear();
        self.pass(text.as_bytes())
    }
}

impl<W: Write> Write for SafeLines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.split_last() {
                Some((b'\n', rest)) => {
                    self.line.extend_from_slice(rest);
                    self.pass_line()?;
                    self.pass(b"\n")?;
                }
                _ => self.line.extend_from_slice(piece),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_line()?;
        match self.to.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::{SafeLines, safe, safe_json};

    #[test]
    fn json_says_the_same_escaped() {
        let hostile = serde_json::json!({ "name": "a\u{1b}[31m\u{9b}b\u{202e}\n", "b": ["\u{7f}"] });
        let pretty = serde_json::to_string_pretty(&hostile).expect("JSON");
        let text = safe_json(&pretty);
        assert!(text.chars().all(|c| c == '\n' || !super::is_hostile(c)), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), hostile);
    }

    #[test]
    fn lines_are_passed_on_escaped_however_they_are_cut() {
        let text = "id,name\n1,\u{1b}[2Jé\u{202e}\n2,last";
        for cut in 1..text.len() {
            let mut out = Vec::new();
            let mut lines = SafeLines::new(&mut out);
            for piece in text.as_bytes().chunks(cut) {
                lines.write_all(piece).expect("it is written");
            }
            lines.flush().expect("it is written");
            drop(lines);
            assert_eq!(String::from_utf8(out).expect("text"), "id,name\n1,\\u{1b}[2Jé\\u{202e}\n2,last");
        }
    }

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
