//! Patterns of names for exceptions and freezes: `*` is any text without a slash, `**` any text. A leading slash makes
//! no difference, as Secrets Manager's names do without.

/// Whether a name matches a pattern. Linear in the name for each star of the pattern.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let plain = |text: &str| text.strip_prefix('/').unwrap_or(text).as_bytes().to_vec();
    matches_bytes(&plain(pattern), &plain(name))
}

/// Whether a pattern matches every name: nothing but stars and slashes.
pub(super) fn is_everything(pattern: &str) -> bool {
    pattern.trim().bytes().all(|byte| matches!(byte, b'*' | b'/'))
}

/// The positions in the name that the pattern so far can end at, one step of the pattern at a time.
fn matches_bytes(pattern: &[u8], name: &[u8]) -> bool {
    let mut reached = vec![false; name.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    let mut rest = pattern;
    while let Some((first, after)) = rest.split_first() {
        let (star, after) = match (first, after.split_first()) {
            (b'*', Some((b'*', after))) => (Some(true), after),
            (b'*', _) => (Some(false), after),
            _ => (None, after),
        };
        let mut next = vec![false; name.len() + 1];
        let mut carried = false;
        for position in 0..=name.len() {
            let before = position.checked_sub(1).and_then(|before| name.get(before).map(|byte| (before, *byte)));
            let here = |positions: &[bool], at: usize| positions.get(at).copied().unwrap_or(false);
            let hit = match (star, before) {
                (Some(any), Some((_, byte))) => here(&reached, position) || carried && (any || byte != b'/'),
                (Some(_), None) => here(&reached, position),
                (None, Some((before, byte))) => byte == *first && here(&reached, before),
                (None, None) => false,
            };
            carried = hit;
            if let Some(slot) = next.get_mut(position) {
                *slot = hit;
            }
        }
        reached = next;
        rest = after;
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    #[test]
    fn stars_stop_at_slashes_and_double_stars_do_not() {
        for (pattern, name, expect) in [
            ("/prod/web/*", "/prod/web/KEY", true),
            ("prod/web/*", "/prod/web/KEY", true),
            ("/prod/web/*", "prod/web/KEY", true),
            ("/prod/web/*", "/prod/web/a/KEY", false),
            ("/prod/web/**", "/prod/web/a/KEY", true),
            ("/prod/**/KEY", "/prod/web/a/KEY", true),
            ("/prod/**KEY", "/prod/KEY", true),
            ("/prod/*", "/production/KEY", false),
            ("/prod/web/KEY", "/prod/web/KEY", true),
            ("/prod/web/KEY", "/prod/web/KEY2", false),
            ("*", "KEY", true),
            ("", "", true),
            ("", "KEY", false),
            ("a.c", "abc", false),
            ("ключ*", "ключик", true),
        ] {
            assert_eq!(matches(pattern, name), expect, "{pattern} {name}");
        }
        for (pattern, everything) in [("*", true), ("**", true), ("/**", true), ("/*/**", true), ("/prod/**", false)] {
            assert_eq!(is_everything(pattern), everything, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_regular_expression(pattern in "[ab*/]{0,8}", name in "[ab/]{0,10}") {
            let plain = |text: &str| text.strip_prefix('/').unwrap_or(text).to_owned();
            let source = regex::escape(&plain(&pattern)).replace(r"\*\*", "(?s:.*)").replace(r"\*", "[^/]*");
            let expect = Regex::new(&format!("^(?:{source})$")).expect("a pattern").is_match(&plain(&name));
            prop_assert_eq!(matches(&pattern, &name), expect);
        }
    }
}
