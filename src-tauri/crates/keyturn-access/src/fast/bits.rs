//! Bits over columns, 64 in a word: whether something holds of each secret.

use std::ops::Range;

use super::verdict::{Cause, Scalar, Verdict};
use crate::policy::Effect;

/// Bits, 64 in a word.
pub(super) type Words = Vec<u64>;

/// Bits with the key that they are about.
pub(super) type Keyed = Vec<(Cause, Words)>;

/// None of so many bits.
pub(super) fn none(count: usize) -> Words {
    vec![0; count.div_ceil(64)]
}

/// All of so many bits.
pub(super) fn all(count: usize) -> Words {
    let mut bits = none(count);
    fill(&mut bits, 0..count);
    bits
}

/// Sets one bit.
pub(super) fn set(bits: &mut [u64], at: usize) {
    bits[at / 64] |= 1 << (at % 64);
}

/// Clears one bit.
pub(super) fn clear(bits: &mut [u64], at: usize) {
    bits[at / 64] &= !(1 << (at % 64));
}

/// Whether a bit is set.
pub(super) fn has(bits: &[u64], at: usize) -> bool {
    bits[at / 64] >> (at % 64) & 1 == 1
}

/// Sets the bits of a range.
pub(super) fn fill(bits: &mut [u64], range: Range<usize>) {
    if range.is_empty() {
        return;
    }
    let (first, last) = (range.start / 64, (range.end - 1) / 64);
    let from = u64::MAX << (range.start % 64);
    let to = u64::MAX >> (63 - (range.end - 1) % 64);
    if first == last {
        bits[first] |= from & to;
        return;
    }
    bits[first] |= from;
    bits[first + 1..last].fill(u64::MAX);
    bits[last] |= to;
}

/// The places of the bits that are set.
pub(super) fn places(bits: &[u64]) -> impl Iterator<Item = usize> {
    bits.iter().enumerate().flat_map(|(word, bits)| {
        let mut rest = *bits;
        std::iter::from_fn(move || {
            let place = (rest != 0).then(|| word * 64 + rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(place)
        })
    })
}

/// `one |= other`.
pub(super) fn or(one: &mut [u64], other: &[u64]) {
    one.iter_mut().zip(other).for_each(|(one, other)| *one |= other);
}

/// `one &= other`.
pub(super) fn and(one: &mut [u64], other: &[u64]) {
    one.iter_mut().zip(other).for_each(|(one, other)| *one &= other);
}

/// `one &= !other`.
pub(super) fn without(one: &mut [u64], other: &[u64]) {
    one.iter_mut().zip(other).for_each(|(one, other)| *one &= !other);
}

/// The bits of a key, made where there are none yet.
fn of_key(keys: &mut Keyed, cause: Cause, width: usize) -> &mut Words {
    let place = keys.iter().position(|(known, _)| *known == cause).unwrap_or_else(|| {
        keys.push((cause, vec![0; width]));
        keys.len() - 1
    });
    &mut keys[place].1
}

/// Whether a part of a statement matches, column by column; it does not where nothing is said.
pub(super) struct Verdicts {
    pub(super) yes: Words,
    unread: Words,
    on: Keyed,
}

impl Verdicts {
    /// It matches nowhere.
    pub(super) fn none(count: usize) -> Self {
        Self { yes: none(count), unread: none(count), on: Vec::new() }
    }

    /// Says it of one column, which nothing was said of.
    pub(super) fn say(&mut self, column: usize, verdict: Verdict) {
        match verdict {
            Verdict::No => {}
            Verdict::Yes => set(&mut self.yes, column),
            Verdict::Unread => set(&mut self.unread, column),
            Verdict::On(cause) => {
                let width = self.yes.len();
                set(of_key(&mut self.on, cause, width), column);
            }
        }
    }

    /// What is said of one column.
    pub(super) fn at(&self, column: usize) -> Verdict {
        if has(&self.yes, column) {
            Verdict::Yes
        } else if has(&self.unread, column) {
            Verdict::Unread
        } else {
            let found = self.on.iter().find(|(_, bits)| has(bits, column));
            found.map_or(Verdict::No, |(cause, _)| Verdict::On(*cause))
        }
    }

    /// Whether it matches nowhere.
    pub(super) fn is_none(&self) -> bool {
        let empty = |bits: &Words| bits.iter().all(|word| *word == 0);
        empty(&self.yes) && empty(&self.unread) && self.on.iter().all(|(_, bits)| empty(bits))
    }

    /// Takes back what is said of one column.
    pub(super) fn forget(&mut self, column: usize) {
        clear(&mut self.yes, column);
        clear(&mut self.unread, column);
        self.on.iter_mut().for_each(|(_, bits)| clear(bits, column));
    }

    /// One more of which one must match, on these columns: as [`Verdict::any`] has it.
    pub(super) fn or(&mut self, columns: &[u64], verdict: Verdict) {
        match verdict {
            Verdict::No => {}
            Verdict::Yes => or(&mut self.yes, columns),
            Verdict::Unread => or(&mut self.unread, columns),
            Verdict::On(cause) => {
                self.on.iter_mut().for_each(|(_, bits)| without(bits, columns));
                or(of_key(&mut self.on, cause, columns.len()), columns);
            }
        }
    }

    /// Sees that each column has one verdict.
    pub(super) fn settle(&mut self) {
        without(&mut self.unread, &self.yes);
        for (_, bits) in &mut self.on {
            without(bits, &self.yes);
            without(bits, &self.unread);
        }
    }

    /// The other way round, of so many columns; settled before.
    pub(super) fn not(mut self, count: usize) -> Self {
        let mut no = all(count);
        without(&mut no, &self.yes);
        without(&mut no, &self.unread);
        self.on.iter().for_each(|(_, bits)| without(&mut no, bits));
        self.yes = no;
        self
    }
}

/// How far a statement's parts match that differ from column to column. Bits outside a span of words are not set.
pub(super) struct Plane {
    start: usize,
    lo: Words,
    /// Where it is not sure everywhere.
    open: Option<Open>,
}

struct Open {
    mid: Words,
    hi: Words,
    keys: Keyed,
}

impl Plane {
    /// All parts together, within a mask.
    pub(super) fn of(mask: &[u64], parts: &[Verdicts], effect: Effect) -> Self {
        let mut whole = Standing { lo: mask.to_vec(), mid: mask.to_vec(), hi: mask.to_vec(), keys: Vec::new() };
        for part in parts {
            let mut on = vec![0; mask.len()];
            part.on.iter().for_each(|(_, bits)| or(&mut on, bits));
            for (place, yes) in part.yes.iter().enumerate() {
                let favourable = if effect == Effect::Allow { on[place] } else { part.unread[place] };
                whole.lo[place] &= yes;
                whole.mid[place] &= yes | favourable;
                whole.hi[place] &= yes | on[place] | part.unread[place];
            }
            for (cause, bits) in &part.on {
                or(of_key(&mut whole.keys, *cause, mask.len()), bits);
            }
        }
        whole.settle();
        let start = whole.hi.iter().position(|word| *word != 0).unwrap_or(0);
        let end = whole.hi.iter().rposition(|word| *word != 0).map_or(start, |last| last + 1);
        let cut = |bits: &[u64]| bits[start..end].to_vec();
        let lo = cut(&whole.lo);
        let open = (whole.lo != whole.hi).then(|| Open {
            mid: cut(&whole.mid),
            hi: cut(&whole.hi),
            keys: whole.keys.iter().map(|(cause, bits)| (*cause, cut(bits))).collect(),
        });
        Self { start, lo, open }
    }
}

/// How far something holds of each column, in the four degrees of [`crate::plain::Standing`].
#[derive(Clone)]
pub(super) struct Standing {
    /// Surely.
    pub(super) lo: Words,
    /// If conditions hold.
    pub(super) mid: Words,
    /// Perhaps.
    pub(super) hi: Words,
    /// The keys that it hangs on, where it holds neither surely nor surely not.
    pub(super) keys: Keyed,
}

impl Standing {
    /// It holds nowhere.
    pub(super) fn never(width: usize) -> Self {
        Self { lo: vec![0; width], mid: vec![0; width], hi: vec![0; width], keys: Vec::new() }
    }

    /// It surely holds of these columns.
    pub(super) fn always(columns: &[u64]) -> Self {
        Self { lo: columns.to_vec(), mid: columns.to_vec(), hi: columns.to_vec(), keys: Vec::new() }
    }

    /// One more of which one must hold; to be settled before it is used otherwise.
    pub(super) fn or_term(&mut self, plane: &Plane, scalar: &Scalar) {
        let (start, end) = (plane.start, plane.start + plane.lo.len());
        let width = self.lo.len();
        let hi = plane.open.as_ref().map_or(&plane.lo, |open| &open.hi);
        if scalar.lo {
            or(&mut self.lo[start..end], &plane.lo);
        }
        if scalar.mid {
            or(&mut self.mid[start..end], plane.open.as_ref().map_or(&plane.lo, |open| &open.mid));
        }
        if scalar.hi {
            or(&mut self.hi[start..end], hi);
            for (cause, bits) in plane.open.iter().flat_map(|open| &open.keys) {
                or(&mut of_key(&mut self.keys, *cause, width)[start..end], bits);
            }
            for cause in &scalar.keys {
                or(&mut of_key(&mut self.keys, *cause, width)[start..end], hi);
            }
        }
    }

    /// Something that may hold of some columns, by what could not be read.
    pub(super) fn or_unread(&mut self, columns: &[u64]) {
        or(&mut self.hi, columns);
    }

    /// Keeps keys where it hangs on them.
    pub(super) fn settle(&mut self) {
        for (_, bits) in &mut self.keys {
            for ((bits, hi), lo) in bits.iter_mut().zip(&self.hi).zip(&self.lo) {
                *bits &= hi & !lo;
            }
        }
        self.keys.retain(|(_, bits)| bits.iter().any(|word| *word != 0));
    }

    fn take_keys(&mut self, other: &Self) {
        for (cause, bits) in &other.keys {
            or(of_key(&mut self.keys, *cause, bits.len()), bits);
        }
        self.settle();
    }

    /// Both hold.
    pub(super) fn and(&mut self, other: &Self) {
        and(&mut self.lo, &other.lo);
        and(&mut self.mid, &other.mid);
        and(&mut self.hi, &other.hi);
        self.take_keys(other);
    }

    /// One of them holds.
    pub(super) fn or(&mut self, other: &Self) {
        or(&mut self.lo, &other.lo);
        or(&mut self.mid, &other.mid);
        or(&mut self.hi, &other.hi);
        self.take_keys(other);
    }

    /// Holds nowhere but on these columns.
    pub(super) fn within(&mut self, columns: &[u64]) {
        and(&mut self.lo, columns);
        and(&mut self.mid, columns);
        and(&mut self.hi, columns);
        self.keys.iter_mut().for_each(|(_, bits)| and(bits, columns));
    }

    /// The other way round, of all columns: denied becomes spared.
    pub(super) fn not(self, columns: &[u64]) -> Self {
        let turn = |bits: Words| bits.iter().zip(columns).map(|(bits, columns)| !bits & columns).collect();
        Self { lo: turn(self.hi), mid: turn(self.mid), hi: turn(self.lo), keys: self.keys }
    }

    /// Whether it holds nowhere.
    pub(super) fn is_never(&self) -> bool {
        self.hi.iter().all(|word| *word == 0)
    }

    /// Takes over one column of another: one of both must hold. To be settled.
    pub(super) fn or_range(&mut self, range: Range<usize>, other: &Self, at: usize) {
        let width = self.lo.len();
        if has(&other.lo, at) {
            fill(&mut self.lo, range.clone());
        }
        if has(&other.mid, at) {
            fill(&mut self.mid, range.clone());
        }
        for (cause, _) in other.keys.iter().filter(|(_, bits)| has(bits, at)) {
            fill(of_key(&mut self.keys, *cause, width), range.clone());
        }
        fill(&mut self.hi, range);
    }

    /// Both hold, where `other` has its columns elsewhere: `at` tells which of them a column of this one needs.
    pub(super) fn and_through(&mut self, other: &Self, at: impl Fn(usize) -> Option<usize>) {
        let width = self.lo.len();
        for word in 0..width {
            let mut rest = self.hi[word];
            while rest != 0 {
                let bit = rest & rest.wrapping_neg();
                rest &= rest - 1;
                let Some(needed) = at(word * 64 + bit.trailing_zeros() as usize) else { continue };
                if has(&other.lo, needed) {
                    continue;
                }
                self.lo[word] &= !bit;
                if !has(&other.mid, needed) {
                    self.mid[word] &= !bit;
                }
                if !has(&other.hi, needed) {
                    self.hi[word] &= !bit;
                    continue;
                }
                for (cause, _) in other.keys.iter().filter(|(_, bits)| has(bits, needed)) {
                    of_key(&mut self.keys, *cause, width)[word] |= bit;
                }
            }
        }
        self.settle();
    }
}
