//! The language of globs, as far as two of them can be compared: does one hold everything that another holds, can both
//! hold the same name.
//!
//! Matching itself is done by `globset`. This is the same language as a small automaton, because no library says whether
//! `prod/*/db` and `prod/web/**` overlap. A property test holds both against each other.

use std::collections::{BTreeSet, VecDeque};

/// Pairs of states that are looked at before the answer is "cannot tell", which counts as the unwelcome one.
const MOST_STATES: usize = 20_000;

/// The longest glob in characters.
pub(super) const MOST_CHARACTERS: usize = 200;

/// A glob without the slash at its beginning, which names of parameters have and names of secrets have not.
pub(crate) fn without_slash(text: &str) -> &str {
    text.strip_prefix('/').unwrap_or(text)
}

/// Why a glob cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum BadGlob {
    #[error("the glob is empty")]
    Empty,
    #[error("the glob is longer than {MOST_CHARACTERS} characters")]
    TooLong,
    #[error("{0:?} cannot stand in a name, and is no wildcard here")]
    Character(char),
    #[error("** stands for whole segments: nothing may stand beside it between two slashes")]
    Stars,
}

/// Checks a glob over names. Names have letters, digits and `/_+=.@-` (Secrets Manager) or `/_.-` (Parameter Store).
pub(super) fn check_path(glob: &str) -> Result<(), BadGlob> {
    let glob = without_slash(glob);
    if glob.is_empty() {
        return Err(BadGlob::Empty);
    }
    if glob.chars().count() > MOST_CHARACTERS {
        return Err(BadGlob::TooLong);
    }
    let known = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-*?".contains(c);
    if let Some(other) = glob.chars().find(|c| !known(*c)) {
        return Err(BadGlob::Character(other));
    }
    if glob.split('/').any(|segment| segment.contains("**") && segment != "**") {
        return Err(BadGlob::Stars);
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// This character.
    Literal(char),
    /// Any character but a slash.
    InSegment,
    /// Any character.
    Any,
}

impl Step {
    fn takes(self, c: char) -> bool {
        match self {
            Self::Literal(literal) => literal == c,
            Self::InSegment => c != '/',
            Self::Any => true,
        }
    }
}

/// The texts that one or several globs hold, as a nondeterministic automaton.
#[derive(Clone, Debug, Default)]
pub(super) struct Language {
    steps: Vec<Vec<(Step, usize)>>,
    jumps: Vec<Vec<usize>>,
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl Language {
    /// The names that any of the globs holds.
    pub(super) fn of_paths<'g>(globs: impl IntoIterator<Item = &'g str>) -> Self {
        let mut language = Self::default();
        for glob in globs {
            language.add_path(without_slash(glob));
        }
        language
    }

    /// The values of a tag that a glob holds: `*` is any text, `?` any character.
    pub(super) fn of_value(glob: &str) -> Self {
        let mut language = Self::default();
        let mut at = language.begin();
        for c in glob.chars() {
            at = match c {
                '*' => language.repeat(at, Step::Any),
                '?' => language.step(at, Step::Any),
                literal => language.step(at, Step::Literal(literal)),
            };
        }
        language.ends.push(at);
        language
    }

    /// Every name that can be: at least one character, and no slash at the end.
    pub(super) fn everything() -> Self {
        let mut language = Self::default();
        let start = language.begin();
        let begun = language.repeat(start, Step::Any);
        let end = language.step(begun, Step::InSegment);
        language.ends.push(end);
        language
    }

    fn add_path(&mut self, glob: &str) {
        let mut at = self.begin();
        if glob == "**" {
            at = self.repeat(at, Step::Any);
            self.ends.push(at);
            return;
        }
        let segments: Vec<&str> = glob.split('/').collect();
        let last = segments.len() - 1;
        for (index, segment) in segments.into_iter().enumerate() {
            if segment == "**" && index == last {
                // The slash before it has been read.
                at = self.repeat(at, Step::Any);
            } else if segment == "**" {
                // Nothing, or anything that ends in a slash.
                let end = self.state();
                self.jump(at, end);
                let inside = self.repeat(at, Step::Any);
                if let Some(steps) = self.steps.get_mut(inside) {
                    steps.push((Step::Literal('/'), end));
                }
                at = end;
            } else {
                for c in segment.chars() {
                    at = match c {
                        '*' => self.repeat(at, Step::InSegment),
                        '?' => self.step(at, Step::InSegment),
                        literal => self.step(at, Step::Literal(literal)),
                    };
                }
                if index < last {
                    at = self.step(at, Step::Literal('/'));
                }
            }
        }
        self.ends.push(at);
    }

    fn state(&mut self) -> usize {
        self.steps.push(Vec::new());
        self.jumps.push(Vec::new());
        self.steps.len() - 1
    }

    fn begin(&mut self) -> usize {
        let start = self.state();
        self.starts.push(start);
        start
    }

    fn jump(&mut self, from: usize, to: usize) {
        if let Some(jumps) = self.jumps.get_mut(from) {
            jumps.push(to);
        }
    }

    fn step(&mut self, from: usize, step: Step) -> usize {
        let to = self.state();
        if let Some(steps) = self.steps.get_mut(from) {
            steps.push((step, to));
        }
        to
    }

    /// Any number of a step.
    fn repeat(&mut self, from: usize, step: Step) -> usize {
        let loops = self.state();
        self.jump(from, loops);
        if let Some(steps) = self.steps.get_mut(loops) {
            steps.push((step, loops));
        }
        loops
    }

    /// What can be reached without a character, in order.
    fn closed(&self, states: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        let mut left: Vec<usize> = states.into_iter().collect();
        while let Some(state) = left.pop() {
            if seen.insert(state) {
                left.extend(self.jumps.get(state).into_iter().flatten());
            }
        }
        seen.into_iter().collect()
    }

    fn after(&self, states: &[usize], c: char) -> Vec<usize> {
        let steps = states.iter().filter_map(|state| self.steps.get(*state)).flatten();
        self.closed(steps.filter(|(step, _)| step.takes(c)).map(|(_, to)| *to))
    }

    fn ends_in(&self, states: &[usize]) -> bool {
        states.iter().any(|state| self.ends.contains(state))
    }

    fn literals(&self) -> impl Iterator<Item = char> {
        self.steps.iter().flatten().filter_map(|(step, _)| match step {
            Step::Literal(c) => Some(*c),
            Step::InSegment | Step::Any => None,
        })
    }

    /// Whether this holds everything that the other holds. Where that cannot be told: no.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.search(other, true, |ours, theirs| theirs && !ours) == Some(false)
    }

    /// Whether some text is in both. Where that cannot be told: yes.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.search(other, false, |ours, theirs| theirs && ours) != Some(false)
    }

    /// Whether there is a text for which `found(is ours, is theirs)` holds; `alone` says whether that is so of a text that
    /// only the other can hold. `None`: there are too many states to tell.
    fn search(&self, other: &Self, alone: bool, found: impl Fn(bool, bool) -> bool) -> Option<bool> {
        // One character stands for all that neither names.
        let alphabet: BTreeSet<char> = self.literals().chain(other.literals()).chain(['/', '\0']).collect();
        let start = (self.closed(self.starts.iter().copied()), other.closed(other.starts.iter().copied()));
        let mut seen = BTreeSet::from([start.clone()]);
        let mut left = VecDeque::from([start]);
        while let Some((ours, theirs)) = left.pop_front() {
            if found(self.ends_in(&ours), other.ends_in(&theirs)) {
                return Some(true);
            }
            for c in &alphabet {
                let next = (self.after(&ours, *c), other.after(&theirs, *c));
                // Neither question has an answer among texts that the other does not hold. Every state leads to an end,
                // so where nothing of ours is left, some text is the other's alone.
                if next.1.is_empty() {
                    continue;
                }
                if !next.0.is_empty() {
                    if !seen.contains(&next) {
                        seen.insert(next.clone());
                        left.push_back(next);
                    }
                } else if alone {
                    return Some(true);
                }
            }
            if seen.len() > MOST_STATES {
                return None;
            }
        }
        Some(false)
    }
}

#[cfg(test)]
mod tests;
