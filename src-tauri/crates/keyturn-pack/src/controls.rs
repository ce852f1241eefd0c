//! The control map: which evidence of a pack answers which control, with the source of each row.

use chrono::NaiveDate;
use keyturn_domain::review::Framework;
use serde::{Deserialize, Serialize};

/// One row of the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Which framework.
    pub framework: Framework,
    /// The control's number in it, such as `7.2.4`.
    pub control: String,
    /// What it asks, in a few words of our own.
    pub title: String,
    /// Which part of the pack answers it, and what of the control it does not answer.
    pub evidence: String,
    /// The text of the framework.
    pub source: String,
    /// When somebody last held this row against that text; `None` where nobody did yet.
    #[serde(default)]
    pub checked_on: Option<NaiveDate>,
    /// What that somebody read: the standard itself, or a reprint of it.
    #[serde(default)]
    pub checked_against: Option<String>,
}

/// The file as it is kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Map {
    schema: u32,
    control: Vec<Control>,
}

/// The rows for some frameworks, in the order of the map; all rows where none is named.
pub fn controls(frameworks: &[Framework]) -> Vec<Control> {
    // A test holds that the map can be read and has schema 1.
    let rows = toml::from_str::<Map>(include_str!("controls.toml"))
        .ok()
        .filter(|map| map.schema == 1)
        .map(|map| map.control)
        .unwrap_or_default();
    rows.into_iter().filter(|row| frameworks.is_empty() || frameworks.contains(&row.framework)).collect()
}

/// A framework's name with the version that the map is about.
pub fn framework_name(framework: Framework) -> &'static str {
    match framework {
        Framework::PciDss => "PCI DSS 4.0.1",
        Framework::Soc2 => "SOC 2 (TSC 2017, points of focus 2022)",
        Framework::Iso27001 => "ISO/IEC 27001:2022",
        Framework::Hipaa => "HIPAA Security Rule",
        Framework::Nist80053 => "NIST SP 800-53 Rev. 5",
        Framework::Gdpr => "GDPR",
        Framework::Cis => "CIS Controls v8.1",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_map_is_read_and_says_what_was_checked() {
        let rows = controls(&[]);
        let frameworks: BTreeSet<_> = rows.iter().map(|row| row.framework).collect();
        assert_eq!(frameworks.len(), Framework::ALL.len(), "every framework has rows");
        let mut seen = BTreeSet::new();
        for row in &rows {
            assert!(seen.insert((row.framework, row.control.clone())), "{} is there twice", row.control);
            assert_eq!(row.checked_on.is_some(), row.checked_against.is_some(), "{}", row.control);
            for text in [&row.title, &row.evidence, &row.source] {
                assert!(!text.trim().is_empty(), "{}", row.control);
            }
        }
        let pci: Vec<_> = controls(&[Framework::PciDss]).into_iter().map(|row| row.control).collect();
        assert_eq!(pci, ["7.2.4", "7.2.5.1", "8.6.1", "8.6.2", "8.6.3"]);
    }
}
