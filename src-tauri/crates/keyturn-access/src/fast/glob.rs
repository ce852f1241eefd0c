//! Patterns: stars cut them into chunks, which are looked for from left to right, each once.

use super::facts::Fact;
use super::keys::{KeyId, Keys};
use super::verdict::Verdict;
use crate::policy::Version;

/// A piece of a pattern as it stands in a policy.
#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Any,
    Star,
    Variable { key: KeyId, default: Option<String> },
}

/// A pattern as it stands in a policy, cut at its own colons where it is of ARNs.
#[derive(Clone, Debug)]
pub(super) struct Template {
    segments: Vec<Vec<Part>>,
    /// The keys of its variables.
    pub(super) variables: Vec<KeyId>,
}

impl Template {
    /// Reads a pattern. Without `wild`, `*` and `?` are themselves; in policies of 2008 there are no variables.
    pub(super) fn read(text: &str, version: Version, wild: bool, arn: bool, keys: &mut Keys) -> Self {
        let mut template = Self { segments: vec![Vec::new()], variables: Vec::new() };
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            let name = (version == Version::V2012).then(|| rest.strip_prefix("${")?.split_once('}')).flatten();
            if let Some((name, after)) = name {
                template.variable(name, keys);
                rest = after;
                continue;
            }
            rest = &rest[char.len_utf8()..];
            if char == ':' && arn && template.segments.len() < 6 {
                template.segments.push(Vec::new());
                continue;
            }
            template.push(match char {
                '*' if wild => Part::Star,
                '?' if wild => Part::Any,
                char => {
                    template.text(char);
                    continue;
                }
            });
        }
        template
    }

    fn push(&mut self, part: Part) {
        if let Some(last) = self.segments.last_mut() {
            last.push(part);
        }
    }

    fn text(&mut self, char: char) {
        if let Some(Part::Text(text)) = self.segments.last_mut().and_then(|last| last.last_mut()) {
            text.push(char);
        } else {
            self.push(Part::Text(char.to_string()));
        }
    }

    fn variable(&mut self, name: &str, keys: &mut Keys) {
        let (key, default) = name.split_once(',').map_or((name, None), |(key, default)| (key, Some(default.trim())));
        let default = default.and_then(|text| text.strip_prefix('\'')?.strip_suffix('\'')).map(str::to_owned);
        match key.trim() {
            "*" => self.text('*'),
            "?" => self.text('?'),
            "$" => self.text('$'),
            key => {
                let key = keys.id(key);
                self.variables.push(key);
                self.push(Part::Variable { key, default });
            }
        }
    }

    /// The pattern with the variables' values put in.
    pub(super) fn glob<'w>(&self, keys: &Keys, fact: &dyn Fn(KeyId) -> Fact<'w>) -> Glob {
        let mut glob = Glob { segments: Vec::with_capacity(self.segments.len()), open: None, void: false };
        for parts in &self.segments {
            let mut segment = Segment { chunks: vec![Chunk::default()], last_is_open: false };
            for part in parts {
                match part {
                    Part::Text(text) => segment.text(text),
                    Part::Any => segment.any(),
                    Part::Star => segment.star(false),
                    Part::Variable { key, default } => match (fact(*key), default) {
                        (Fact::One(value), _) => segment.text(&value),
                        (Fact::Absent, Some(default)) => segment.text(default),
                        (Fact::Absent | Fact::Many(_), _) => glob.void = true,
                        (Fact::Missing, _) => {
                            glob.open = Some(Verdict::Unread);
                            segment.star(true);
                        }
                        (Fact::Prefix(_) | Fact::Open, _) => {
                            glob.open = Some(Verdict::On(keys.cause(*key)));
                            segment.star(true);
                        }
                    },
                }
            }
            glob.segments.push(segment);
        }
        glob
    }
}

/// Characters between two stars: a text, and what follows from the first question mark on; `None` is any character.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Chunk {
    text: String,
    rest: Vec<Option<char>>,
}

impl Chunk {
    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.rest.is_empty()
    }

    /// All of its characters.
    fn chars(&self) -> impl Iterator<Item = Option<char>> {
        self.text.chars().map(Some).chain(self.rest.iter().copied())
    }

    /// What follows it at the beginning of a text.
    fn strip<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut rest = text.strip_prefix(self.text.as_str())?.chars();
        for wanted in &self.rest {
            let char = rest.next()?;
            if wanted.is_some_and(|wanted| wanted != char) {
                return None;
            }
        }
        Some(rest.as_str())
    }

    /// What follows its first place in a text.
    fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        if self.rest.is_empty() {
            return text.find(&self.text).map(|place| &text[place + self.text.len()..]);
        }
        text.char_indices().find_map(|(place, _)| self.strip(&text[place..]))
    }

    /// Whether a text ends with it.
    fn ends(&self, text: &str) -> bool {
        if self.rest.is_empty() {
            return text.ends_with(&self.text);
        }
        let start = text.char_indices().rev().nth(self.chars().count() - 1);
        start.is_some_and(|(place, _)| self.strip(&text[place..]) == Some(""))
    }
}

/// A pattern between two colons: the chunks that its stars leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    chunks: Vec<Chunk>,
    last_is_open: bool,
}

impl Segment {
    fn text(&mut self, text: &str) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.rest.is_empty() => chunk.text.push_str(text),
            Some(chunk) => chunk.rest.extend(text.chars().map(Some)),
            None => {}
        }
    }

    fn any(&mut self) {
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.rest.push(None);
        }
    }

    fn star(&mut self, open: bool) {
        self.chunks.push(Chunk::default());
        self.last_is_open = open;
    }

    /// What every text begins with that it covers.
    pub(super) fn prefix(&self) -> &str {
        &self.chunks[0].text
    }

    /// Whether it covers whatever begins with its [`Segment::prefix`].
    pub(super) fn is_prefix(&self) -> bool {
        self.chunks.len() > 1 && self.chunks[0].rest.is_empty() && self.chunks[1..].iter().all(Chunk::is_empty)
    }

    /// The texts between its stars and question marks; whatever it covers has each in it.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.chunks.iter().map(|chunk| chunk.text.as_str())
    }

    /// Whether it covers a whole text.
    pub(super) fn covers(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.chunks.as_slice() else {
            return self.chunks[0].strip(text) == Some("");
        };
        let found = first.strip(text);
        let found = found.and_then(|rest| middle.iter().try_fold(rest, |rest, chunk| chunk.find(rest)));
        found.is_some_and(|rest| last.ends(rest))
    }

    /// Whether some text that begins so is covered; and whether all are.
    fn covers_from(&self, prefix: &str) -> (bool, bool) {
        let chars: Vec<Vec<Option<char>>> = self.chunks.iter().map(|chunk| chunk.chars().collect()).collect();
        // Places in the pattern that the text so far may have led to: the chunk, and how many of its characters.
        let mut places = vec![(0, 0)];
        for char in prefix.chars() {
            let mut next = Vec::new();
            let mut step = |place| {
                if !next.contains(&place) {
                    next.push(place);
                }
            };
            for (chunk, at) in closed(&chars, &places) {
                if chunk > 0 && at == 0 {
                    step((chunk, 0));
                }
                let wanted = chars[chunk].get(at);
                if wanted.is_some_and(|wanted| wanted.is_none_or(|wanted| wanted == char)) {
                    step((chunk, at + 1));
                }
            }
            places = next;
        }
        let ends_in_star = self.chunks.len() > 1 && !self.last_is_open && self.chunks.last() == Some(&Chunk::default());
        (!places.is_empty(), ends_in_star && self.covers(prefix))
    }

    fn in_lower_case(&self) -> Self {
        let mut lower = Self { chunks: vec![Chunk::default()], last_is_open: self.last_is_open };
        for (number, chunk) in self.chunks.iter().enumerate() {
            if number > 0 {
                lower.star(self.last_is_open);
            }
            for char in chunk.chars() {
                match char {
                    Some(char) => lower.text(&char.to_lowercase().to_string()),
                    None => lower.any(),
                }
            }
        }
        lower
    }
}

/// The places of a pattern, with those behind the stars that follow at once.
fn closed(chars: &[Vec<Option<char>>], places: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut found = places.to_vec();
    let mut next = 0;
    while let Some(&(chunk, at)) = found.get(next) {
        let behind = (chunk + 1, 0);
        if at == chars[chunk].len() && chunk + 1 < chars.len() && !found.contains(&behind) {
            found.push(behind);
        }
        next += 1;
    }
    found
}

/// A pattern with its variables put in.
#[derive(Clone, Debug)]
pub(super) struct Glob {
    /// One, or, of ARNs, up to six.
    pub(super) segments: Vec<Segment>,
    /// Why a variable could not be put in, where one could not.
    pub(super) open: Option<Verdict>,
    /// A variable has neither value nor default: nothing matches.
    pub(super) void: bool,
}

impl Glob {
    /// Whether it is one star.
    pub(super) fn is_star(&self) -> bool {
        let [segment] = self.segments.as_slice() else { return false };
        segment.chunks.len() == 2 && !segment.last_is_open && segment.chunks.iter().all(Chunk::is_empty)
    }

    /// The text itself, where it has neither stars nor question marks.
    pub(super) fn literal(&self) -> Option<&str> {
        let [segment] = self.segments.as_slice() else { return None };
        (segment.chunks.len() == 1 && segment.chunks[0].rest.is_empty()).then(|| segment.prefix())
    }

    /// The same pattern for text in lower case.
    pub(super) fn in_lower_case(&self) -> Self {
        Self { segments: self.segments.iter().map(Segment::in_lower_case).collect(), ..*self }
    }

    /// What follows when it covers something.
    pub(super) fn outcome(&self) -> Verdict {
        if self.void { Verdict::No } else { self.open.unwrap_or(Verdict::Yes) }
    }

    /// Whether a text matches.
    pub(super) fn matches(&self, text: &str) -> Verdict {
        if self.segments[0].covers(text) { self.outcome() } else { Verdict::No }
    }

    /// Whether an ARN matches; with `pad`, segments that the pattern lacks may be anything.
    pub(super) fn matches_arn(&self, arn: &str, pad: bool) -> Verdict {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let comparable = parts.len() == 6 && (pad || self.segments.len() == 6);
        let covers = || comparable && self.segments.iter().zip(parts).all(|(segment, part)| segment.covers(part));
        if self.is_star() || covers() { self.outcome() } else { Verdict::No }
    }

    /// Whether a text matches of which only the beginning is known.
    pub(super) fn matches_beginning(&self, prefix: &str, open: Verdict) -> Verdict {
        match self.segments[0].covers_from(prefix) {
            _ if self.void => Verdict::No,
            (_, true) => Verdict::Yes,
            (true, _) => open,
            _ => Verdict::No,
        }
    }
}
