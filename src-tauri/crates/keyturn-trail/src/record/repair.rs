//! Bytes that are almost JSON: text that is not UTF-8, and halves of surrogate pairs.

use std::borrow::Cow;

/// The text with the replacement character wherever it is not Unicode; `None` where nothing had to be replaced, so that
/// the fault lies elsewhere.
pub(super) fn repaired(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    match (paired(&text), text) {
        (Some(repaired), _) => Some(repaired),
        (None, Cow::Owned(text)) => Some(text),
        (None, Cow::Borrowed(_)) => None,
    }
}

/// The text with `\ufffd` for each escaped half of a surrogate pair; `None` where there is none.
fn paired(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| memchr::memchr(b'\\', rest.as_bytes())) {
        let escape = at + found;
        at = match unit(text, escape) {
            Some(0xd800..=0xdbff) if matches!(unit(text, escape + 6), Some(0xdc00..=0xdfff)) => escape + 12,
            Some(0xd800..=0xdfff) => {
                out.push_str(text.get(done..escape)?);
                out.push_str("\\ufffd");
                done = escape + 6;
                done
            }
            // An escaped backslash, or another escape. What follows may be wider than a byte.
            _ => escape + 1 + text.get(escape + 1..)?.chars().next().map_or(0, char::len_utf8),
        };
    }
    if done == 0 {
        return None;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// The number of the escape `\uXXXX` that begins here.
fn unit(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_unicode_is_replaced() {
        for (bytes, repaired_to) in [
            (&b"caf\xe9"[..], Some("caf\u{fffd}")),
            (br"a\ud800b", Some(r"a\ufffdb")),
            (br"a\udc00\ud800", Some(r"a\ufffd\ufffd")),
            (br"\ud83d\ude00", None),
            (br"\\ud800", None),
            (br"plain \n", None),
            (b"\\", None),
            (b"\\u", None),
            ("\\é\\ud800".as_bytes(), Some("\\é\\ufffd")),
        ] {
            assert_eq!(repaired(bytes).as_deref(), repaired_to, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
