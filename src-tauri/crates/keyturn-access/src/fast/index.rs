//! Which columns' names hold three bytes in a row: for patterns whose beginning tells little.

use std::collections::HashMap;

/// The places of names by the three bytes that stand in them.
pub(super) struct Trigrams {
    places: HashMap<[u8; 3], Vec<u32>>,
}

impl Trigrams {
    /// Reads names, in order.
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut places: HashMap<[u8; 3], Vec<u32>> = HashMap::new();
        for (at, name) in (0..).zip(names) {
            for three in name.as_bytes().windows(3) {
                let found = places.entry([three[0], three[1], three[2]]).or_default();
                if found.last() != Some(&at) {
                    found.push(at);
                }
            }
        }
        Self { places }
    }

    /// The places that hold the rarest three bytes of these texts; `None` where no text is that long.
    pub(super) fn candidates<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Option<&[u32]> {
        let threes = texts.flat_map(|text| text.as_bytes().windows(3));
        let lists = threes.map(|three| self.places.get(three).map_or(&[][..], Vec::as_slice));
        lists.min_by_key(|list| list.len())
    }
}
