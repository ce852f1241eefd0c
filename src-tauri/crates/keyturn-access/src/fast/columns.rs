//! What can be called upon, sorted so that a pattern becomes a few ranges.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use super::bits::{Verdicts, Words, fill, none, set};
use super::glob::Glob;
use super::index::Names;
use super::verdict::Verdict;
use crate::policy::Effect;
use crate::world::World;

/// One thing that can be called upon. Numbers are places in the world's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A secret or a parameter.
    Secret(usize),
    /// A path above this parameter.
    Path { secret: usize, recursive: bool },
    /// A key, for the store's call on behalf of this secret, and of those like it.
    Decrypt { key: usize, secret: usize },
}

/// What one kind of call can be made upon, in the order of ARNs.
pub(super) struct Columns<'w> {
    /// The service that is called.
    pub(super) service: &'static str,
    /// What each is.
    pub(super) of: Vec<Column>,
    /// The ARN of each.
    pub(super) arns: Vec<Cow<'w, str>>,
    /// Of a path that is asked for with a slash at its end: the same without.
    also: Vec<Option<usize>>,
    buckets: Vec<Bucket>,
    /// What follows the fifth colon of each ARN.
    pub(super) names: Names,
}

/// Columns of one partition, service, region and account; without these, ARNs that are none.
struct Bucket {
    head: Option<String>,
    range: Range<usize>,
}

/// An ARN's start, up to its fifth colon, and the rest.
pub(super) fn cut(arn: &str) -> Option<(&str, &str)> {
    let (place, _) = arn.match_indices(':').nth(4)?;
    Some((&arn[..place], &arn[place + 1..]))
}

impl<'w> Columns<'w> {
    /// Sorts what can be called upon.
    pub(super) fn of(service: &'static str, entries: Vec<(Cow<'w, str>, Column)>) -> Self {
        let mut entries: Vec<_> = entries
            .into_iter()
            .map(|(arn, column)| (cut(&arn).map_or(0, |(head, _)| head.len()), arn, column))
            .collect();
        entries.sort_by(|(one, a, _), (other, b, _)| a.split_at(*one).cmp(&b.split_at(*other)));
        let entries = entries.into_iter().map(|(_, arn, column)| (arn, column));
        let (arns, of): (Vec<_>, Vec<_>) = entries.unzip();
        let mut buckets: Vec<Bucket> = Vec::new();
        for (place, arn) in arns.iter().enumerate() {
            let head = cut(arn).map(|(head, _)| head);
            match buckets.last_mut() {
                Some(bucket) if bucket.head.as_deref() == head => bucket.range.end = place + 1,
                _ => buckets.push(Bucket { head: head.map(str::to_owned), range: place..place + 1 }),
            }
        }
        let names = Names::of(arns.iter().map(|arn| cut(arn).map_or("", |(_, rest)| rest)));
        let mut columns = Self { service, also: Vec::new(), of, arns, buckets, names };
        columns.pair();
        columns
    }

    /// Finds the second name of paths that end in a slash.
    fn pair(&mut self) {
        let paths = self.of.iter().enumerate().filter_map(|(at, column)| match column {
            Column::Path { recursive, .. } => Some(((self.arns[at].as_ref(), *recursive), at)),
            _ => None,
        });
        let places: HashMap<(&str, bool), usize> = paths.collect();
        let without = |at: usize| {
            let Column::Path { recursive, .. } = self.of[at] else { return None };
            places.get(&(self.arns[at].strip_suffix('/')?, recursive)).copied()
        };
        self.also = (0..self.of.len()).map(without).collect();
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.of.len()
    }

    /// The account that owns one.
    pub(super) fn account(&self, world: &'w World, at: usize) -> &'w str {
        match self.of[at] {
            Column::Secret(secret) | Column::Path { secret, .. } => &world.secrets[secret].account,
            Column::Decrypt { key, .. } => &world.keys[key].account,
        }
    }

    /// Those of which something holds.
    pub(super) fn that(&self, holds: impl Fn(usize) -> bool) -> Words {
        let mut bits = none(self.count());
        (0..self.count()).filter(|at| holds(*at)).for_each(|at| set(&mut bits, at));
        bits
    }

    /// Those of which the rest of the ARN starts so, in the bucket of a start.
    pub(super) fn below(&self, head: &str, start: &str) -> Range<usize> {
        let bucket = self.buckets.iter().find(|bucket| bucket.head.as_deref() == Some(head));
        bucket.map_or(0..0, |bucket| self.names.starting(&bucket.range, start))
    }

    /// The columns that a pattern covers.
    pub(super) fn covered(&self, glob: &Glob) -> Words {
        let mut bits = none(self.count());
        for bucket in &self.buckets {
            if glob.is_star() {
                fill(&mut bits, bucket.range.clone());
                continue;
            }
            let Some(head) = &bucket.head else { continue };
            if !glob.segments.iter().take(5).zip(head.split(':')).all(|(segment, part)| segment.covers(part)) {
                continue;
            }
            let Some(last) = glob.segments.get(5) else {
                fill(&mut bits, bucket.range.clone());
                continue;
            };
            let range = self.names.starting(&bucket.range, last.prefix());
            if last.is_prefix() {
                fill(&mut bits, range);
                continue;
            }
            self.names.candidates(range, last.texts(), |at| {
                if last.covers(self.names.get(at)) {
                    set(&mut bits, at);
                }
            });
        }
        bits
    }

    /// The columns that a pattern with a variable without value makes unlike anything: those of the ARN's kind that it
    /// means.
    fn voided(&self, glob: &Glob) -> Words {
        let mut bits = none(self.count());
        for bucket in &self.buckets {
            let covers = |arn: &str| glob.segments.iter().zip(arn.split(':')).take(5).all(|(of, part)| of.covers(part));
            match &bucket.head {
                Some(head) if covers(head) => fill(&mut bits, bucket.range.clone()),
                Some(_) => {}
                None => bucket.range.clone().filter(|at| covers(&self.arns[*at])).for_each(|at| set(&mut bits, at)),
            }
        }
        bits
    }

    /// Whether a statement's resources match, column by column: `Resource`, or `NotResource` where `negated`.
    pub(super) fn matching(&self, globs: &[Glob], negated: bool) -> Verdicts {
        let mut found = Verdicts::none(self.count());
        for glob in globs {
            found.or(&self.covered(glob), glob.outcome());
        }
        found.settle();
        if !negated {
            return found;
        }
        let mut found = found.not(self.count());
        for glob in globs.iter().filter(|glob| glob.void) {
            for at in super::bits::places(&self.voided(glob)) {
                found.forget(at);
            }
        }
        found
    }

    /// The same for one column alone.
    pub(super) fn matches(&self, globs: &[Glob], negated: bool, at: usize) -> Verdict {
        let arn = &self.arns[at];
        let found = Verdict::any(globs.iter().map(|glob| glob.matches_arn(arn, true)));
        let voids = |glob: &Glob| {
            glob.void && glob.segments.iter().zip(arn.split(':')).take(5).all(|(of, part)| of.covers(part))
        };
        match negated {
            false => found,
            true if globs.iter().any(voids) => Verdict::No,
            true => found.not(),
        }
    }

    /// A denial concerns a path under both its names.
    pub(super) fn under_both_names(&self, verdicts: &mut Verdicts, effect: Effect) {
        if effect == Effect::Allow {
            return;
        }
        for (at, also) in self.also.iter().enumerate().filter_map(|(at, also)| Some((at, (*also)?))) {
            let verdict = Verdict::any([verdicts.at(at), verdicts.at(also)]);
            verdicts.forget(at);
            verdicts.say(at, verdict);
        }
    }
}

/// Things sorted by what they have in common: each has the number of its class.
#[derive(Default)]
pub(super) struct Classes {
    /// The class of each.
    pub(super) of: Vec<u32>,
    /// One of each class.
    pub(super) first: Vec<usize>,
    /// All of each class.
    pub(super) members: Vec<Vec<u32>>,
    values: OnceCell<Values>,
}

impl Classes {
    /// Sorts so many things.
    pub(super) fn of<K: Hash + Eq>(count: usize, common: impl Fn(usize) -> K) -> Self {
        let mut known: HashMap<K, u32> = HashMap::new();
        let mut classes = Self { of: Vec::with_capacity(count), first: Vec::new(), ..Self::default() };
        for at in 0..count {
            let next = u32::try_from(classes.first.len()).unwrap_or(u32::MAX);
            let class = *known.entry(common(at)).or_insert(next);
            if class == next {
                classes.first.push(at);
                classes.members.push(Vec::new());
            }
            classes.of.push(class);
            classes.members[class as usize].push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        classes
    }

    /// The classes by the text that one of each has; always asked for with the same.
    pub(super) fn values(&self, text: impl Fn(usize) -> Option<String>) -> &Values {
        self.values.get_or_init(|| {
            let mut values = Values::default();
            for (class, first) in self.first.iter().enumerate() {
                match text(*first) {
                    Some(text) => drop(values.by_text.insert(text, class)),
                    None => values.others.push(class),
                }
            }
            values
        })
    }
}

/// Classes that have one text each, by it; and the others.
#[derive(Default)]
pub(super) struct Values {
    pub(super) by_text: HashMap<String, usize>,
    pub(super) others: Vec<usize>,
}
