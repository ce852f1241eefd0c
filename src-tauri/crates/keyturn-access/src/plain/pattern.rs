//! Patterns with `*`, `?` and variables, as the policy language has them, compared the plain way.

use super::standing::{Cause, Match};
use crate::keys::Class;
use crate::policy::Version;
use crate::request::{Known, Request};

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// This character; a colon of the pattern's own separates an ARN's segments, one that a variable brought does not.
    One { char: char, own: bool },
    /// `?`: any one character.
    Any,
    /// `*`: any characters, or none.
    Many,
    /// A variable whose value is not known: any characters.
    Open,
}

/// A pattern with its variables put in.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    /// Why a variable could not be put in, where one could not.
    open: Option<Cause>,
    /// A variable has no value and no default: the pattern matches nothing.
    void: bool,
}

impl Pattern {
    /// A pattern without variables. Without `wild`, `*` and `?` are themselves.
    pub(super) fn plain(text: &str, wild: bool) -> Self {
        Self { pieces: text.chars().map(|char| piece(char, wild)).collect(), open: None, void: false }
    }

    /// A pattern of a policy, with the request's values in place of `${…}`.
    ///
    /// A policy of 2008 has no variables. `${*}`, `${?}` and `${$}` are those characters themselves; `${key, 'value'}`
    /// has a default: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>.
    pub(super) fn of(text: &str, version: Version, request: &Request, wild: bool) -> Self {
        let mut pattern = Self { pieces: Vec::new(), open: None, void: false };
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            let variable = rest.strip_prefix("${").filter(|_| version == Version::V2012);
            if let Some((name, after)) = variable.and_then(|inside| inside.split_once('}')) {
                pattern.put(name, request);
                rest = after;
            } else {
                pattern.pieces.push(piece(char, wild));
                rest = &rest[char.len_utf8()..];
            }
        }
        pattern
    }

    /// Puts a variable's value at the end.
    fn put(&mut self, name: &str, request: &Request) {
        let (key, default) = match name.split_once(',') {
            Some((key, default)) => (key.trim(), default.trim().strip_prefix('\'').and_then(|d| d.strip_suffix('\''))),
            None => (name.trim(), None),
        };
        if ["*", "?", "$"].contains(&key) {
            return self.literal(key);
        }
        match (request.key(key), default) {
            (Known::Values(values), _) if values.len() == 1 => self.literal(&values[0]),
            (Known::Absent, Some(default)) => self.literal(default),
            (Known::Values(_) | Known::Absent, _) => self.void = true,
            (known, _) => {
                let words = format!("only as ${{{key}}} has it");
                self.open = open_cause(key, known, words);
                self.pieces.push(Piece::Open);
            }
        }
    }

    fn literal(&mut self, text: &str) {
        self.pieces.extend(text.chars().map(|char| Piece::One { char, own: false }));
    }

    /// Whether a variable has neither value nor default. AWS then takes the statement as not matching, also where the
    /// pattern is one to be unlike.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value>
    pub(super) fn is_void(&self) -> bool {
        self.void
    }

    /// Whether a variable without value stands in a pattern that means an ARN's kind at all: partition, service, region
    /// and account match.
    pub(super) fn is_void_for(&self, arn: &str) -> bool {
        let own_colon = |piece: &Piece| matches!(piece, Piece::One { char: ':', own: true });
        self.void && self.pieces.splitn(6, own_colon).zip(arn.split(':')).take(5).all(|(of, part)| covers(of, part))
    }

    /// The same pattern for text in lower case.
    pub(super) fn in_lower_case(self) -> Self {
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for piece in self.pieces {
            match piece {
                Piece::One { char, own } => pieces.extend(char.to_lowercase().map(|char| Piece::One { char, own })),
                other => pieces.push(other),
            }
        }
        Self { pieces, ..self }
    }

    /// Whether the whole text matches.
    pub(super) fn matches(&self, text: &str) -> Match {
        self.outcome(covers(&self.pieces, text))
    }

    /// Whether an ARN matches, segment by segment; the last may hold colons. Missing segments are taken as `*` where
    /// `pad` is set, as resources have it; a pattern of one star matches whatever there is.
    pub(super) fn matches_arn(&self, arn: &str, pad: bool) -> Match {
        if self.pieces == [Piece::Many] {
            return self.outcome(true);
        }
        let patterns: Vec<&[Piece]> =
            self.pieces.splitn(6, |piece| matches!(piece, Piece::One { char: ':', own: true })).collect();
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let complete = parts.len() == 6 && (pad || patterns.len() == 6);
        self.outcome(complete && patterns.iter().zip(parts).all(|(pattern, part)| covers(pattern, part)))
    }

    /// Whether a text matches of which only the beginning is known.
    pub(super) fn matches_prefix(&self, prefix: &str, key: &str, words: String) -> Match {
        let open = Match::Open(Cause::Condition { key: key.to_owned(), class: Class::Session, words });
        if self.void {
            return Match::No;
        }
        // Some beginning of the pattern covers the whole prefix, or no text that begins so can match.
        let whole = (0..=self.pieces.len()).any(|end| covers(&self.pieces[..end], prefix));
        match self.pieces.last() {
            Some(Piece::Many) if covers(&self.pieces, prefix) => Match::Yes,
            _ if whole => open,
            _ => Match::No,
        }
    }

    fn outcome(&self, covered: bool) -> Match {
        match &self.open {
            _ if self.void || !covered => Match::No,
            Some(cause) => Match::Open(cause.clone()),
            None => Match::Yes,
        }
    }
}

/// Why a key is not decided; `None` where it is.
pub(super) fn open_cause(key: &str, known: Known, words: String) -> Option<Cause> {
    match known {
        Known::Open(class) => Some(Cause::Condition { key: crate::keys::canonical(key), class, words }),
        Known::Prefix(_) => Some(Cause::Condition { key: crate::keys::canonical(key), class: Class::Session, words }),
        Known::Missing(what) => Some(Cause::Unread { what }),
        Known::Values(_) | Known::Absent => None,
    }
}

fn piece(char: char, wild: bool) -> Piece {
    match char {
        '*' if wild => Piece::Many,
        '?' if wild => Piece::Any,
        char => Piece::One { char, own: true },
    }
}

/// Whether the pieces cover the whole text. On a mismatch only the last star is widened, which is enough: forty stars
/// cost no more than the pattern's length times the text's.
fn covers(pieces: &[Piece], text: &str) -> bool {
    let mut rest = text.chars();
    let mut place = 0;
    let mut star: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        let before = rest.clone();
        let here = rest.next();
        match (pieces.get(place), here) {
            (Some(Piece::Many | Piece::Open), _) => {
                place += 1;
                star = Some((place, before.clone()));
                rest = before;
            }
            (Some(Piece::Any), Some(_)) => place += 1,
            (Some(Piece::One { char, .. }), Some(here)) if *char == here => place += 1,
            (None, None) => return true,
            _ => {
                // The last star takes one character more.
                let Some((after, from)) = &mut star else { return false };
                if from.next().is_none() {
                    return false;
                }
                place = *after;
                rest = from.clone();
            }
        }
    }
}
