//! What people may set of learning, forgetting and weighing.

use serde::{Deserialize, Serialize};

/// The settings of baselines and detections. Counts are of distinct secrets unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Days a reader is known before its baseline counts as learned.
    pub learning_days: u16,
    /// Days after which a use no longer counts as usual. CloudTrail's own event history reaches back 90 days.
    pub forget_days: u16,
    /// Days without any read after which a reader that read nearly daily counts as dormant.
    pub dormant_reader_days: u16,
    /// Days without a read by anybody after which a secret counts as dormant.
    pub dormant_secret_days: u16,
    /// Minutes between two odd reads after which they are two matters.
    pub gap_minutes: u16,
    /// Minutes of the sliding window in which a burst is counted.
    pub burst_minutes: u16,
    /// Reads after a listing that make it an enumeration.
    pub enumeration_reads: u16,
    /// Reads in a burst that are odd without any baseline, if they share no path.
    pub burst_reads: u16,
    /// Denied objects within the burst window that make it probing.
    pub probing_denials: u16,
    /// Days over which slow collecting is counted.
    pub slow_days: u16,
    /// Secrets read once each, within those days, that make it slow collecting.
    pub slow_reads: u16,
    /// Hours for which a secret that was just created, or whose policy was just changed, is looked at together with
    /// that event.
    pub change_hours: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            learning_days: 7,
            forget_days: 90,
            dormant_reader_days: 14,
            dormant_secret_days: 60,
            gap_minutes: 30,
            burst_minutes: 10,
            enumeration_reads: 5,
            burst_reads: 10,
            probing_denials: 3,
            slow_days: 10,
            slow_reads: 8,
            change_hours: 24,
        }
    }
}
