//! What a trail records: its event selectors, basic or advanced.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html>

use serde::{Deserialize, Serialize};

/// What a trail records. It has one form or the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selectors {
    /// Basic selectors: an event that one of them takes is recorded.
    Basic(Vec<Basic>),
    /// Advanced selectors: an event of which every field of one of them is true is recorded.
    Advanced(Vec<Vec<Field>>),
}

/// A basic selector, as far as management events are concerned.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basic {
    /// Whether it takes management events (`IncludeManagementEvents`).
    pub management: bool,
    /// Whether it takes those that read (`ReadWriteType`).
    pub reads: bool,
    /// Whether it takes those that write.
    pub writes: bool,
    /// Services whose events it leaves out, such as `kms.amazonaws.com` (`ExcludeManagementEventSources`).
    pub excluded: Vec<String>,
}

/// One condition of an advanced selector.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The field, such as `eventSource`.
    pub name: String,
    /// One of these is its value.
    pub equals: Vec<String>,
    /// Or it begins with one of these.
    pub starts_with: Vec<String>,
    /// Or it ends with one of these.
    pub ends_with: Vec<String>,
    /// And none of these is its value.
    pub not_equals: Vec<String>,
    /// And it begins with none of these.
    pub not_starts_with: Vec<String>,
    /// And it ends with none of these.
    pub not_ends_with: Vec<String>,
}

/// Whether events of a kind are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recorded {
    /// None of them.
    No,
    /// Some: a selector looks at more than the service and whether the call reads.
    Part,
    /// All.
    Yes,
}

impl Selectors {
    /// Whether management events of this service (`kms.amazonaws.com`) that read are recorded.
    pub fn reads_of(&self, source: &str) -> Recorded {
        match self {
            Self::Basic(selectors) => {
                let takes = |one: &Basic| one.management && one.reads && !one.excluded.iter().any(|out| out == source);
                if selectors.iter().any(takes) { Recorded::Yes } else { Recorded::No }
            }
            Self::Advanced(selectors) => {
                let takes = |fields: &Vec<Field>| {
                    // An advanced selector names its category; one without would select nothing.
                    let named = fields.iter().any(|field| field.name == "eventCategory");
                    let all = fields.iter().map(|field| field.takes(source)).min().unwrap_or(Recorded::No);
                    if named { all } else { Recorded::No }
                };
                selectors.iter().map(takes).max().unwrap_or(Recorded::No)
            }
        }
    }
}

impl Field {
    /// Whether a management event of this service that reads fulfils it.
    fn takes(&self, source: &str) -> Recorded {
        let value = match self.name.as_str() {
            "eventCategory" => "Management",
            "readOnly" => "true",
            "eventSource" => source,
            _ => return Recorded::Part,
        };
        let any = |values: &[String], holds: fn(&str, &str) -> bool| values.iter().any(|one| holds(value, one));
        let same = |value: &str, one: &str| value == one;
        let begins = |value: &str, one: &str| value.starts_with(one);
        let ends = |value: &str, one: &str| value.ends_with(one);
        let nothing_asked = self.equals.is_empty() && self.starts_with.is_empty() && self.ends_with.is_empty();
        let taken =
            nothing_asked || any(&self.equals, same) || any(&self.starts_with, begins) || any(&self.ends_with, ends);
        let refused =
            any(&self.not_equals, same) || any(&self.not_starts_with, begins) || any(&self.not_ends_with, ends);
        if taken && !refused { Recorded::Yes } else { Recorded::No }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KMS: &str = "kms.amazonaws.com";
    const SSM: &str = "ssm.amazonaws.com";

    fn basic(management: bool, reads: bool, excluded: &[&str]) -> Selectors {
        let excluded = excluded.iter().map(|&source| source.to_owned()).collect();
        Selectors::Basic(vec![Basic { management, reads, writes: true, excluded }])
    }

    fn field(name: &str, equals: &[&str]) -> Field {
        Field { name: name.to_owned(), equals: owned(equals), ..Field::default() }
    }

    fn owned(values: &[&str]) -> Vec<String> {
        values.iter().map(|&value| value.to_owned()).collect()
    }

    fn management(more: Vec<Field>) -> Vec<Field> {
        [vec![field("eventCategory", &["Management"])], more].concat()
    }

    #[test]
    fn selectors_say_what_is_recorded() {
        use Recorded::{No, Part, Yes};
        let but = |source: &str| Field { not_equals: owned(&[source]), ..field("eventSource", &[]) };
        let advanced = |selectors: Vec<Vec<Field>>| Selectors::Advanced(selectors);
        for (name, selectors, ssm, kms) in [
            ("the default", basic(true, true, &[]), Yes, Yes),
            ("without KMS", basic(true, true, &[KMS]), Yes, No),
            ("without the data API", basic(true, true, &["rdsdata.amazonaws.com"]), Yes, Yes),
            ("writes only", basic(true, false, &[]), No, No),
            ("data events only", basic(false, true, &[]), No, No),
            ("none", Selectors::Basic(vec![]), No, No),
            ("all management", advanced(vec![management(vec![])]), Yes, Yes),
            ("reads", advanced(vec![management(vec![field("readOnly", &["true"])])]), Yes, Yes),
            ("writes", advanced(vec![management(vec![field("readOnly", &["false"])])]), No, No),
            ("but KMS", advanced(vec![management(vec![but(KMS)])]), Yes, No),
            ("but RDS data", advanced(vec![management(vec![but("rdsdata.amazonaws.com")])]), Yes, Yes),
            (
                "but what begins with kms",
                advanced(vec![management(vec![Field {
                    not_starts_with: owned(&["kms."]),
                    ..field("eventSource", &[])
                }])]),
                Yes,
                No,
            ),
            (
                "but what ends with .com",
                advanced(vec![management(vec![Field {
                    not_ends_with: owned(&[".com"]),
                    ..field("eventSource", &[])
                }])]),
                No,
                No,
            ),
            (
                "what begins with k or ends with x",
                advanced(vec![management(vec![Field {
                    starts_with: owned(&["k"]),
                    ends_with: owned(&["x"]),
                    ..field("eventSource", &[])
                }])]),
                No,
                Yes,
            ),
            ("data", advanced(vec![vec![field("eventCategory", &["Data"])]]), No, No),
            ("one of two", advanced(vec![vec![field("eventCategory", &["Data"])], management(vec![])]), Yes, Yes),
            ("one person", advanced(vec![management(vec![field("userIdentity.arn", &["x"])])]), Part, Part),
            (
                "one person, but KMS",
                advanced(vec![management(vec![but(KMS), field("userIdentity.arn", &["x"])])]),
                Part,
                No,
            ),
            ("no category", advanced(vec![vec![field("readOnly", &["true"])]]), No, No),
            ("nothing", advanced(vec![vec![]]), No, No),
            ("no selector", advanced(vec![]), No, No),
        ] {
            assert_eq!((selectors.reads_of(SSM), selectors.reads_of(KMS)), (ssm, kms), "{name}");
        }
    }
}
