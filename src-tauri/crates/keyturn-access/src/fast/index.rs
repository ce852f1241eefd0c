//! The names of columns, and which of them hold three bytes in a row: for patterns whose beginning tells little.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

/// Names one after the other, so that looking through many of them is quick.
pub(super) struct Names {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// How many were compared one by one.
    compared: Cell<usize>,
    /// Made when comparing has cost as much.
    trigrams: OnceCell<Trigrams>,
}

/// Comparing a name so many times costs what telling its trigrams does. In tests the worlds are small: there the second
/// look through the names goes by trigrams already.
const PATIENCE: usize = if cfg!(test) { 1 } else { 16 };

impl Names {
    /// Keeps names, in order.
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for name in names {
            text.push_str(name);
            ends.push(text.len());
        }
        Self { text, ends, compared: Cell::new(0), trigrams: OnceCell::new() }
    }

    /// One of them.
    pub(super) fn get(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    /// Those of a range, in order, that begin so.
    pub(super) fn starting(&self, range: &Range<usize>, start: &str) -> Range<usize> {
        let place = |from: usize, before: &dyn Fn(&str) -> bool| {
            let (mut low, mut high) = (from, range.end);
            while low < high {
                let middle = low + (high - low) / 2;
                if before(self.get(middle)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        };
        let first = place(range.start, &|name| name < start);
        first..place(first, &|name| name.starts_with(start))
    }

    /// Those of a range that may hold each of some texts: at least those that do.
    pub(super) fn candidates<'t>(
        &self,
        range: Range<usize>,
        texts: impl Iterator<Item = &'t str>,
        mut one: impl FnMut(usize),
    ) {
        let compared = self.compared.get() + range.len();
        self.compared.set(compared);
        if compared > self.ends.len() * PATIENCE {
            let trigrams = self.trigrams.get_or_init(|| Trigrams::of(self));
            if let Some(places) = trigrams.rarest(texts).filter(|places| places.len() < range.len()) {
                return places.iter().map(|at| *at as usize).filter(|at| range.contains(at)).for_each(one);
            }
        }
        range.for_each(&mut one);
    }
}

/// The places of names by the three bytes that stand in them, and by some more: bytes share [`BUCKETS`].
struct Trigrams {
    /// Where each bucket's places begin in the list.
    starts: Vec<usize>,
    places: Vec<u32>,
}

const BUCKETS: usize = 1 << 14;

fn bucket(three: &[u8]) -> usize {
    three.iter().fold(0, |sum, byte| sum * 97 + usize::from(*byte)) % BUCKETS
}

impl Trigrams {
    fn of(names: &Names) -> Self {
        let buckets = |at: usize| names.get(at).as_bytes().windows(3).map(bucket);
        let mut starts = vec![0; BUCKETS + 1];
        for at in 0..names.ends.len() {
            buckets(at).for_each(|bucket| starts[bucket + 1] += 1);
        }
        for bucket in 0..BUCKETS {
            starts[bucket + 1] += starts[bucket];
        }
        let mut next = starts.clone();
        let mut places = vec![0; starts[BUCKETS]];
        for (at, number) in (0..names.ends.len()).zip(0..) {
            for bucket in buckets(at) {
                places[next[bucket]] = number;
                next[bucket] += 1;
            }
        }
        Self { starts, places }
    }

    /// The places of the rarest three bytes of these texts; `None` where no text is that long.
    fn rarest<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Option<&[u32]> {
        let threes = texts.flat_map(|text| text.as_bytes().windows(3)).map(bucket);
        let lists = threes.map(|bucket| &self.places[self.starts[bucket]..self.starts[bucket + 1]]);
        lists.min_by_key(|list| list.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Names;

    proptest! {
        /// The first look compares, the others go by trigrams: none leaves out a name that holds the texts.
        #[test]
        fn every_name_that_holds_the_texts_is_a_candidate(
            list in prop::collection::vec("[abé/]{0,9}", 1..40),
            texts in prop::collection::vec("[abé/]{0,5}", 0..3),
            from in 0usize..40,
        ) {
            let names = Names::of(list.iter().map(String::as_str));
            let range = from.min(list.len())..list.len();
            let holding: Vec<usize> =
                range.clone().filter(|at| texts.iter().all(|text| list[*at].contains(text.as_str()))).collect();
            for look in 0..3 {
                let mut found = Vec::new();
                names.candidates(range.clone(), texts.iter().map(String::as_str), |at| found.push(at));
                found.dedup();
                prop_assert!(found.iter().all(|at| range.contains(at)));
                prop_assert!(holding.iter().all(|at| found.contains(at)), "look {look}: {found:?}, not {holding:?}");
                let by_trigrams = look > 0 && from == 0;
                prop_assert_eq!(by_trigrams && names.trigrams.get().is_none(), false);
            }
        }

        #[test]
        fn names_that_begin_so_are_found_in_order(mut list in prop::collection::vec("[ab]{0,4}", 1..40), start in "[ab]{0,3}") {
            list.sort();
            let names = Names::of(list.iter().map(String::as_str));
            let found = names.starting(&(0..list.len()), &start);
            let expected: Vec<usize> = (0..list.len()).filter(|at| list[*at].starts_with(&start)).collect();
            prop_assert_eq!(found.collect::<Vec<_>>(), expected);
        }
    }
}
