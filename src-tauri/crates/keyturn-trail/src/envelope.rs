//! Files of CloudTrail: any container, packed or not, becomes single records, in memory that does not grow with the file.
//!
//! Taken are `{"Records":[…]}` as the trail's bucket has it, arrays, one record a line, one record over many lines,
//! LookupEvents' `{"Events":[…]}`, CloudWatch Logs' `{"logEvents":[…]}`, JSON strings, and any sequence of these; gzip is
//! told by its first bytes. [`read`] gives each record as a slice of its buffer, [`events`] what is wanted of them.

mod intake;
mod source;
mod split;

use std::io::Read;
use std::ops::ControlFlow;

pub use self::intake::{Intake, Skipped, events};

use self::source::Source;
use self::split::{Split, Step};

/// What a file may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest record that is looked at, in bytes. CloudTrail's own limit is 256 kB; a digest may be longer.
    pub record: usize,
    /// The most bytes that are read of one file, unpacked. CloudTrail's files have at most 50 MB.
    pub total: u64,
    /// How many times longer than packed a file may become, once it has [`Limits::unsuspected`] bytes: CloudTrail's
    /// become 10 to 50 times longer, a gzip bomb 1,000 times.
    pub ratio: u64,
    /// Below this many unpacked bytes nothing is a bomb.
    pub unsuspected: u64,
    /// How deeply a record's objects and lists may nest.
    pub depth: u32,
}

impl Default for Limits {
    /// 10 MB a record, 8 GB a file, 250 times from 64 MB on, 128 levels.
    fn default() -> Self {
        Self { record: 10 << 20, total: 8 << 30, ratio: 250, unsuspected: 64 << 20, depth: 128 }
    }
}

/// How the reading of a file ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, thiserror::Error)]
pub enum End {
    /// At its end.
    #[default]
    #[error("read to its end")]
    Complete,
    /// The caller had enough.
    #[error("stopped")]
    Stopped,
    /// The file ends within a record, a list or the packed stream.
    #[error("the file is cut off")]
    Truncated,
    /// The packed stream is damaged.
    #[error("the file is damaged")]
    Damaged,
    /// It becomes too long for what it was packed: a gzip bomb, or longer than the limit.
    #[error("the file is longer than allowed when unpacked")]
    TooLong,
    /// The bytes could not be read.
    #[error("the file could not be read: {0}")]
    Unreadable(std::io::ErrorKind),
}

impl End {
    /// The word for it in reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Stopped => "stopped",
            Self::Truncated => "truncated",
            Self::Damaged => "damaged",
            Self::TooLong => "too_long",
            Self::Unreadable(_) => "unreadable",
        }
    }
}

/// What was found in a file. What was read before a fault counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records that were given out.
    pub records: u64,
    /// Bytes that were read, unpacked.
    pub bytes: u64,
    /// Records left out because they are longer than the limit.
    pub too_long: u64,
    /// Records left out because they nest too deeply.
    pub too_deep: u64,
    /// Places where the JSON is broken; reading goes on after each.
    pub broken: u64,
    /// How it ended.
    pub end: End,
}

/// How much is read at once. A trail's bucket has many files of a few records: a larger buffer would take longer to make
/// than most of them to read.
const CHUNK: usize = 64 << 10;

/// Reads a file and gives each record out, as JSON text in a buffer that is used again. [`ControlFlow::Break`] stops.
pub fn read(input: impl Read, limits: &Limits, mut each: impl FnMut(&[u8]) -> ControlFlow<()>) -> Tally {
    let mut tally = Tally::default();
    let mut source = match Source::open(input) {
        Ok(source) => source,
        Err(error) => return Tally { end: End::Unreadable(error.kind()), ..tally },
    };
    let mut split = Split::new(limits);
    let mut buffer = vec![0_u8; CHUNK];
    // The bytes that are filled, of which the first are those of a record that has begun.
    let mut filled = 0;
    tally.end = loop {
        if filled == buffer.len() {
            // Never longer than the longest record and one chunk: beyond it the splitter lets go of the record.
            buffer.resize(buffer.len() + CHUNK.max(buffer.len() / 2), 0);
        }
        let got = match buffer.get_mut(filled..).map_or(Ok(0), |room| source.read(room)) {
            Ok(0) => break if split.is_between() { End::Complete } else { End::Truncated },
            Ok(got) => got,
            Err(error) => break source::end_of(&error),
        };
        filled += got;
        tally.bytes += got as u64;
        if tally.bytes > limits.total || source.is_bomb(tally.bytes, limits) {
            break End::TooLong;
        }
        let kept = loop {
            match split.next(buffer.get(..filled).unwrap_or_default()) {
                Step::Record(bytes) => {
                    tally.records += 1;
                    if each(bytes).is_break() {
                        break None;
                    }
                }
                Step::More { keep_from } => break Some(keep_from),
            }
        };
        let Some(keep_from) = kept else { break End::Stopped };
        buffer.copy_within(keep_from..filled, 0);
        filled -= keep_from;
    };
    Tally { too_long: split.too_long, too_deep: split.too_deep, broken: split.broken, ..tally }
}

#[cfg(test)]
mod tests;
