//! The outcomes of NIST's Cybersecurity Framework 2.0 (NIST CSWP 29, February 2024): the numbers that exist. Numbers
//! that version 2.0 withdrew from 1.1 are left out, as it leaves them out.

/// Each category with the numbers of its subcategories.
const CATEGORIES: [(&str, &[u8]); 22] = [
    ("GV.OC", &[1, 2, 3, 4, 5]),
    ("GV.RM", &[1, 2, 3, 4, 5, 6, 7]),
    ("GV.RR", &[1, 2, 3, 4]),
    ("GV.PO", &[1, 2]),
    ("GV.OV", &[1, 2, 3]),
    ("GV.SC", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("ID.AM", &[1, 2, 3, 4, 5, 7, 8]),
    ("ID.RA", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("ID.IM", &[1, 2, 3, 4]),
    ("PR.AA", &[1, 2, 3, 4, 5, 6]),
    ("PR.AT", &[1, 2]),
    ("PR.DS", &[1, 2, 10, 11]),
    ("PR.PS", &[1, 2, 3, 4, 5, 6]),
    ("PR.IR", &[1, 2, 3, 4]),
    ("DE.CM", &[1, 2, 3, 6, 9]),
    ("DE.AE", &[2, 3, 4, 6, 7, 8]),
    ("RS.MA", &[1, 2, 3, 4, 5]),
    ("RS.AN", &[3, 6, 7, 8]),
    ("RS.CO", &[2, 3]),
    ("RS.MI", &[1, 2]),
    ("RC.RP", &[1, 2, 3, 4, 5, 6]),
    ("RC.CO", &[3, 4]),
];

/// Whether the framework has this outcome, such as `RS.MI-01`.
pub(super) fn exists(outcome: &str) -> bool {
    let Some((category, number)) = outcome.split_once('-') else { return false };
    let known = CATEGORIES.iter().find(|(known, _)| *known == category);
    number.len() == 2 && known.is_some_and(|(_, numbers)| number.parse().is_ok_and(|number| numbers.contains(&number)))
}

#[cfg(test)]
mod tests {
    use super::{CATEGORIES, exists};

    #[test]
    fn the_outcomes_are_those_of_version_2() {
        assert_eq!(CATEGORIES.iter().map(|(_, numbers)| numbers.len()).sum::<usize>(), 106);
        for known in ["RS.MI-01", "GV.SC-10", "DE.AE-08", "RC.RP-06"] {
            assert!(exists(known), "{known}");
        }
        for unknown in ["ID.SC-07", "RS.MI-1", "RS.MI-03", "RS.MI", "RS.RP-01", "", "DE.AE-01", "RS.MI-001"] {
            assert!(!exists(unknown), "{unknown}");
        }
    }
}
