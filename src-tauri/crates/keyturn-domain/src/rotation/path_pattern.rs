//! Globs over names, for exceptions and freezes: the same language as a policy's paths.
//!
//! `*` is any text within a segment, `?` one character of it, `**` any number of whole segments. A leading slash makes
//! no difference: names of Secrets Manager do without. Matched here without being compiled: they are few, short and asked
//! of one name at a time. A property test holds this against `globset`, which matches for policies.

/// The longest glob, in characters.
const LONGEST: usize = 200;

/// Why a glob cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    /// It is empty.
    #[error("the path is empty")]
    Empty,
    /// It is far too long.
    #[error("the path is longer than {LONGEST} characters")]
    TooLong,
    /// A character that no name has.
    #[error("{0:?} cannot stand in a name, and is no wildcard here")]
    Character(char),
    /// `**` beside other text.
    #[error("** stands for whole segments: nothing may stand beside it between two slashes")]
    Stars,
    /// It matches every name, or all but a few.
    #[error("{0:?} covers every secret: name a path")]
    Everything(String),
}

/// Checks a glob. Names have letters, digits and `/_+=.@-`; those that AWS services make have `!` too.
pub fn check(pattern: &str) -> Result<(), PatternFault> {
    let plain = without_slash(pattern);
    if plain.is_empty() {
        return Err(PatternFault::Empty);
    }
    if plain.chars().count() > LONGEST {
        return Err(PatternFault::TooLong);
    }
    if let Some(other) = plain.chars().find(|c| !c.is_ascii_alphanumeric() && !"/_+=.@-!*?".contains(*c)) {
        return Err(PatternFault::Character(other));
    }
    if plain.split('/').any(|segment| segment.contains("**") && segment != "**") {
        return Err(PatternFault::Stars);
    }
    if plain.chars().all(|c| "*/?".contains(c)) {
        return Err(PatternFault::Everything(pattern.to_owned()));
    }
    Ok(())
}

/// Whether a name matches a glob that passed [`check`].
pub fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (without_slash(pattern), without_slash(name));
    // Nearly every name differs before the first wildcard.
    let (literal, _) = pattern.split_at(pattern.find(['*', '?']).unwrap_or(pattern.len()));
    if !name.starts_with(literal) {
        return false;
    }
    let mut segments: Vec<&str> = pattern.split('/').collect();
    if segments.last() == Some(&"**") {
        // At the end it needs at least one segment, elsewhere none.
        segments.insert(segments.len() - 1, "*");
    }
    let name: Vec<&str> = name.split('/').collect();
    let segment_matches = |glob: &&str, segment: &&str| {
        if !glob.contains(['*', '?']) {
            return glob == segment;
        }
        let (glob, segment): (Vec<char>, Vec<char>) = (glob.chars().collect(), segment.chars().collect());
        glob_matches(&glob, &segment, &'*', |glob, c| *glob == '?' || glob == c)
    };
    glob_matches(&segments, &name, &"**", segment_matches)
}

fn without_slash(text: &str) -> &str {
    text.strip_prefix('/').unwrap_or(text)
}

/// A glob whose only repetition is `star`, for any number of anything: where it fails, the last star takes one more. An
/// earlier star never has to, so this takes no more steps than the one length times the other.
fn glob_matches<P: PartialEq, T>(pattern: &[P], text: &[T], star: &P, takes: impl Fn(&P, &T) -> bool) -> bool {
    let (mut at, mut on) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while let Some(one) = text.get(on) {
        match pattern.get(at) {
            Some(symbol) if symbol == star => {
                last = Some((at, on));
                at += 1;
            }
            Some(symbol) if takes(symbol, one) => {
                at += 1;
                on += 1;
            }
            _ => {
                let Some((star_at, from)) = last else { return false };
                last = Some((star_at, from + 1));
                at = star_at + 1;
                on = from + 1;
            }
        }
    }
    pattern.iter().skip(at).all(|symbol| symbol == star)
}

#[cfg(test)]
mod tests {
    use globset::GlobBuilder;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stars_stop_at_slashes_and_double_stars_are_whole_segments() {
        for (pattern, name, expect) in [
            ("/prod/web/*", "/prod/web/KEY", true),
            ("prod/web/*", "/prod/web/KEY", true),
            ("/prod/web/*", "prod/web/KEY", true),
            ("/prod/web/*", "/prod/web/a/KEY", false),
            ("/prod/web/**", "/prod/web/a/KEY", true),
            ("/prod/web/**", "/prod/web", false),
            ("/prod/**/KEY", "/prod/web/a/KEY", true),
            ("/prod/**/KEY", "/prod/KEY", true),
            ("**/KEY", "KEY", true),
            ("/prod/*", "/production/KEY", false),
            ("/prod/web/KEY", "/prod/web/KEY", true),
            ("/prod/web/KEY", "/prod/web/KEY2", false),
            ("/prod/web/KEY?", "/prod/web/KEY2", true),
            ("/prod/w*b/*_KEY", "/prod/web/STRIPE_API_KEY", true),
            ("rds!*", "rds!db-1234", true),
            ("a.c", "abc", false),
        ] {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
            assert_eq!(matches(pattern, name), expect, "{pattern} {name}");
        }
    }

    #[test]
    fn globs_that_cannot_be_used_say_why() {
        for (pattern, expect) in [
            ("/", PatternFault::Empty),
            ("/prod/[ab]", PatternFault::Character('[')),
            ("/prod/{a,b}", PatternFault::Character('{')),
            ("/prod/a**", PatternFault::Stars),
            ("/**", PatternFault::Everything("/**".to_owned())),
            ("*", PatternFault::Everything("*".to_owned())),
            ("**/*", PatternFault::Everything("**/*".to_owned())),
        ] {
            assert_eq!(check(pattern), Err(expect), "{pattern}");
        }
        assert_eq!(check(&"a".repeat(LONGEST + 1)), Err(PatternFault::TooLong));
    }

    proptest! {
        #[test]
        fn it_agrees_with_globset(pattern in "(/?(\\*\\*|[ab*?]{1,3})){1,4}", name in "/?[ab]{1,3}(/[ab]{1,3}){0,4}") {
            prop_assume!(!matches!(check(&pattern), Err(PatternFault::Stars | PatternFault::Empty)));
            let plain = without_slash(&pattern);
            let glob = GlobBuilder::new(plain).literal_separator(true).backslash_escape(false).build();
            let expect = glob.expect("a glob").compile_matcher().is_match(without_slash(&name));
            prop_assert_eq!(matches(&pattern, &name), expect, "{} {}", pattern, name);
        }
    }
}
