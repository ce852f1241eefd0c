//! A policy in the form for many secrets: globs compiled once, rules in the order in which they decide.

use globset::{GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use super::conflict::Scope;
use super::glob::without_slash;
use super::{Matches, RotationPolicy, Rule};
use crate::kind::Kind;
use crate::rotation::due::Subject;
use crate::rotation::level::Level;

/// Why a policy that was not read from a file cannot be compiled. [`super::parse`] refuses both.
#[derive(Debug, thiserror::Error)]
pub enum BadPolicy {
    /// A glob that cannot be read.
    #[error(transparent)]
    Glob(#[from] globset::Error),
    /// No rule for what nothing else fits.
    #[error("no rule is for what nothing else fits")]
    NoDefault,
}

/// A policy with its globs compiled and its rules in order.
#[derive(Clone, Debug)]
pub struct CompiledPolicy {
    policy: RotationPolicy,
    /// The first that fits decides. Rules by path come first, in the order of their globs.
    entries: Vec<Entry>,
    /// How many of them are by path.
    by_path: usize,
    /// Every glob of every rule: one pass over a name says which fit.
    globs: GlobSet,
    /// For each glob, the place of its rule in `entries`.
    glob_entry: Vec<usize>,
    /// The rule for what nothing else fits.
    default: Rule,
}

#[derive(Clone, Debug)]
struct Entry {
    rule: Box<Rule>,
    tags: Vec<(String, TagValue)>,
    /// One bit for each kind.
    kinds: u32,
    /// One bit for each level.
    levels: u8,
    automatic: Option<bool>,
}

#[derive(Clone, Debug)]
enum TagValue {
    Exactly(String),
    /// `text*`: far the most, and no work for an automaton.
    Begins(String),
    Like(GlobMatcher),
}

/// The tag that was looked up last: rules by tag mostly ask for one key, one after the other.
type LastTag<'a> = Option<(&'a str, Option<&'a str>)>;

/// The rule that decides for a secret.
#[derive(Clone, Copy, Debug)]
pub struct Match<'p> {
    /// The rule.
    pub rule: &'p Rule,
    /// Whether the secret's tags could not be read and might have made another rule decide. Then `rule` is the one with
    /// the fewest days of those that may.
    pub tags_unknown: bool,
}

impl CompiledPolicy {
    /// Compiles a policy.
    pub fn new(policy: RotationPolicy) -> Result<Self, BadPolicy> {
        let scopes: Vec<Scope> = policy.rules.iter().map(|rule| Scope::of(&rule.matches)).collect();
        // Whoever beats a rule beats all that the rule beats, so counting puts the narrower ones first.
        let beaten_by = |scope: &Scope| scopes.iter().filter(|other| other.beats(scope)).count();
        let mut order: Vec<(usize, usize)> =
            scopes.iter().enumerate().map(|(rule, scope)| (beaten_by(scope), rule)).collect();
        order.sort_by_key(|(beaten_by, rule)| {
            (scopes.get(*rule).map(|scope| std::cmp::Reverse(scope.precedence)), *beaten_by, *rule)
        });
        let mut globs = GlobSetBuilder::new();
        let mut glob_entry = Vec::new();
        let mut entries = Vec::with_capacity(policy.rules.len());
        for (_, index) in order {
            let Some(rule) = policy.rules.get(index) else { continue };
            for path in &rule.matches.paths {
                let path = without_slash(path);
                globs.add(GlobBuilder::new(path).literal_separator(true).backslash_escape(false).build()?);
                glob_entry.push(entries.len());
            }
            entries.push(Entry::of(rule)?);
        }
        let by_path = glob_entry.last().map_or(0, |last| last + 1);
        let default = policy.rules.iter().find(|rule| rule.matches == Matches::default());
        let default = default.ok_or(BadPolicy::NoDefault)?.clone();
        Ok(Self { entries, by_path, globs: globs.build()?, glob_entry, default, policy })
    }

    /// The policy as it was read.
    pub fn policy(&self) -> &RotationPolicy {
        &self.policy
    }

    /// The rule that decides for a secret. There is always one: the default.
    pub fn rule_for(&self, subject: &Subject<'_>) -> Match<'_> {
        // Globs are in the order of their rules, so those that fit name their rules in order; twice does no harm.
        let fitting = if self.globs.is_empty() { Vec::new() } else { self.globs.matches(without_slash(subject.name)) };
        let by_path = fitting.iter().filter_map(|glob| self.entries.get(*self.glob_entry.get(*glob)?));
        let others = self.entries.iter().skip(self.by_path);
        let mut last = None;
        // Of the rules that may fit, were the tags known, the one with the fewest days.
        let mut possible: Option<&Rule> = None;
        let mut decided = &self.default;
        for entry in by_path.chain(others) {
            match entry.fits(subject, &mut last) {
                Some(true) => {
                    decided = &entry.rule;
                    break;
                }
                None if possible.is_none_or(|other| stricter(&entry.rule, other)) => possible = Some(&entry.rule),
                Some(false) | None => {}
            }
        }
        let rule = possible.filter(|possible| stricter(possible, decided)).unwrap_or(decided);
        Match { rule, tags_unknown: possible.is_some() }
    }
}

/// Whether a rule gives fewer days than another; any days are fewer than none.
fn stricter(rule: &Rule, other: &Rule) -> bool {
    rule.age.days().is_some_and(|ours| other.age.days().is_none_or(|theirs| ours < theirs))
}

impl Entry {
    fn of(rule: &Rule) -> Result<Self, globset::Error> {
        let matches = &rule.matches;
        let mut tags = Vec::with_capacity(matches.tags.len());
        for (key, value) in &matches.tags {
            let wanted = match value.strip_suffix('*') {
                Some(begin) if !begin.contains(['*', '?']) => TagValue::Begins(begin.to_owned()),
                None if !value.contains(['*', '?']) => TagValue::Exactly(value.clone()),
                _ => TagValue::Like(value_glob(value)?),
            };
            tags.push((key.clone(), wanted));
        }
        let kinds = matches.kinds.iter().fold(0, |bits, kind| bits | kind_bit(*kind));
        let levels = matches.levels.iter().fold(0, |bits, level| bits | level_bit(*level));
        Ok(Self {
            tags,
            kinds: if matches.kinds.is_empty() { u32::MAX } else { kinds },
            levels: if matches.levels.is_empty() { u8::MAX } else { levels },
            automatic: matches.automatic,
            rule: Box::new(rule.clone()),
        })
    }

    /// Whether the rule fits, where its paths do. `None`: it may, but the tags are not known.
    fn fits<'a>(&'a self, subject: &'a Subject<'_>, last: &mut LastTag<'a>) -> Option<bool> {
        let fits = self.kinds & kind_bit(subject.kind) != 0
            && self.levels & level_bit(subject.level) != 0
            && self.automatic.is_none_or(|automatic| automatic == subject.is_automatic());
        if !fits || self.tags.is_empty() {
            return Some(fits);
        }
        let tags = subject.tags?;
        Some(self.tags.iter().all(|(key, wanted)| {
            let value = match *last {
                Some((known, value)) if known == key => value,
                _ => tags.get(key).map(String::as_str),
            };
            *last = Some((key, value));
            value.is_some_and(|value| wanted.fits(value))
        }))
    }
}

impl TagValue {
    fn fits(&self, value: &str) -> bool {
        match self {
            Self::Exactly(wanted) => wanted == value,
            Self::Begins(begin) => value.starts_with(begin.as_str()),
            Self::Like(glob) => glob.is_match(value),
        }
    }
}

/// A glob over the value of a tag: `*` is any text and `?` any character; nothing else is a wildcard.
fn value_glob(value: &str) -> Result<GlobMatcher, globset::Error> {
    let mut pattern = String::with_capacity(value.len() + 8);
    for c in value.chars() {
        if matches!(c, '[' | ']' | '{' | '}') {
            pattern.extend(['[', c, ']']);
        } else if !(c == '*' && pattern.ends_with('*')) {
            pattern.push(c);
        }
    }
    let glob = GlobBuilder::new(&pattern).literal_separator(false).backslash_escape(false).build()?;
    Ok(glob.compile_matcher())
}

fn kind_bit(kind: Kind) -> u32 {
    1 << (kind as u32)
}

fn level_bit(level: Level) -> u8 {
    1 << (level as u8)
}
