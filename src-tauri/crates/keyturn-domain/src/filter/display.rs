//! Writes a filter as text that parses to the same filter.

use std::fmt;

use super::{DueAsked, Filter, Pattern, Term, Test};

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, term) in self.terms.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        match &self.test {
            Test::Name(text) => write_text(f, text, is_bare_word(text)),
            Test::Arn(text) => {
                // The `arn:` stays outside the quotes: quoted, it would be text for the name alone.
                let (scheme, rest) = text.split_at_checked(4).unwrap_or((text, ""));
                f.write_str(scheme)?;
                if rest.is_empty() { Ok(()) } else { write_text(f, rest, is_bare(rest)) }
            }
            Test::Store(stores) => {
                f.write_str("store:")?;
                write_joined(f, stores, |f, store| f.write_str(store.code()))
            }
            Test::Field(field, patterns) => {
                write!(f, "{}:", field.code())?;
                write_patterns(f, patterns)
            }
            Test::Tag(key, patterns) => {
                f.write_str("tag:")?;
                write_text(f, key, is_bare(key) && !key.contains(['=', ',']))?;
                if patterns.is_empty() {
                    return Ok(());
                }
                f.write_str("=")?;
                write_patterns(f, patterns)
            }
            Test::Days(field, comparison, days) => write!(f, "{}:{}{days}d", field.code(), comparison.sign()),
            Test::Readers(comparison, number) => write!(f, "readers:{}{number}", comparison.sign()),
            Test::Due(test) => match &test.asked {
                DueAsked::In(states) => {
                    f.write_str("due:")?;
                    write_joined(f, states, |f, state| f.write_str(state.code()))
                }
                DueAsked::Days(comparison, days) => write!(f, "due:{}{days}d", comparison.sign()),
            },
            Test::Is(property) => write!(f, "is:{}", property.code()),
        }
    }
}

fn write_patterns(f: &mut fmt::Formatter<'_>, patterns: &[Pattern]) -> fmt::Result {
    write_joined(f, patterns, |f, Pattern(text)| write_text(f, text, is_bare(text) && !text.contains(',')))
}

fn write_joined<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(",")?;
        }
        write(f, item)?;
    }
    Ok(())
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str, bare: bool) -> fmt::Result {
    if bare {
        return f.write_str(text);
    }
    f.write_str("\"")?;
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{character}")?;
    }
    f.write_str("\"")
}

fn is_bare(text: &str) -> bool {
    !text.is_empty() && !text.contains(|character: char| character.is_whitespace() || character == '"')
}

/// Whether text is a name word without quotes: no sign of negation, and no colon that could make it a field.
fn is_bare_word(text: &str) -> bool {
    is_bare(text) && !text.starts_with('-') && !text.contains(':')
}
