//! Reading files one after the other into batches of events.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use keyturn_trail::envelope::{self, End, Intake as FileIntake, Limits};
use keyturn_trail::event::Event;
use keyturn_trail::resolve::Index;

use super::files;
use super::report::{Skipped, Tally};

/// Events that are taken in together: one transaction's worth, some tenths of a second's. The keys of each are spread over
/// the whole of a table, so that few large transactions write each of its pages less often than many small ones do.
pub(super) const BATCH: usize = 24_000;

/// What reading files brought, besides the events.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) tally: Tally,
    /// Files that were opened.
    pub(super) files: u64,
    /// Those of them that were read to their end, by place in the list.
    pub(super) whole: Vec<usize>,
    pub(super) skipped: Vec<Skipped>,
}

/// Reads files in their order and gives events out some thousands at a time. `begins` is called with each
/// file; a break from `give` ends the reading; `stopped` is asked while a file is read.
pub(super) fn read(
    paths: &[PathBuf],
    known: &Index,
    stopped: &dyn Fn() -> bool,
    begins: &mut dyn FnMut(&Path),
    give: &mut dyn FnMut(Vec<Event>) -> ControlFlow<()>,
) -> Reading {
    let mut reading = Reading::default();
    let mut waiting: Vec<Event> = Vec::new();
    for (place, path) in paths.iter().enumerate() {
        begins(path);
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => {
                reading.skip(path, files::unreadable(&error), false);
                continue;
            }
        };
        reading.files += 1;
        let mut full = false;
        let intake = envelope::events(Stoppable { file, stopped }, &Limits::default(), known, |event| {
            waiting.push(event);
            if waiting.len() < BATCH {
                return ControlFlow::Continue(());
            }
            let flow = give(std::mem::take(&mut waiting));
            full = flow.is_break();
            flow
        });
        let cut = full || stopped();
        reading.note(path, &intake, cut);
        if cut {
            if full {
                reading.whole.clear();
            }
            break;
        }
        if intake.tally.end == End::Complete {
            reading.whole.push(place);
        }
    }
    if !waiting.is_empty() && give(waiting).is_break() {
        // Nobody took the last events: no file is known to be whole.
        reading.whole.clear();
    }
    reading
}

impl Reading {
    fn skip(&mut self, path: &Path, why: String, in_part: bool) {
        self.skipped.push(Skipped { file: path.display().to_string(), why, in_part });
    }

    /// Counts what a file held, and says why it gave nothing, or not everything.
    fn note(&mut self, path: &Path, intake: &FileIntake, cut: bool) {
        self.tally.records += intake.tally.records;
        self.tally.events += intake.wanted;
        let faults = [
            ("it is longer than 10 MB", intake.tally.too_long),
            ("it nests too deeply", intake.tally.too_deep),
            ("its JSON is broken", intake.tally.broken),
        ];
        let unusable = intake.unusable.iter().map(|(why, count)| (why.to_string(), *count));
        for (why, count) in unusable.chain(faults.map(|(why, count)| (why.to_owned(), count))) {
            if count > 0 {
                *self.tally.unusable.entry(why).or_default() += count;
            }
        }
        if cut {
            self.skip(path, "It was being read when a person stopped the work.".to_owned(), true);
        } else if let Some(skipped) = intake.skipped {
            self.skip(path, sentence(&skipped.to_string()), false);
        } else if intake.tally.end != End::Complete {
            self.skip(path, sentence(&intake.tally.end.to_string()), intake.tally.records > 0);
        }
    }
}

/// The words as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// A file that ends with an error once a person stops the work, however long it is and whatever it holds.
struct Stoppable<'s> {
    file: File,
    stopped: &'s dyn Fn() -> bool,
}

impl Read for Stoppable<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if (self.stopped)() {
            return Err(io::Error::other("stopped"));
        }
        self.file.read(room)
    }
}
