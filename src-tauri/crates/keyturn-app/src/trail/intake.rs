//! Taking events into the database, in one transaction with what they cover and the mark of what is to be judged.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use keyturn_store::{CoveredPart, Database, Ingest, StoreError, Stretch, Writer};
use keyturn_trail::event::Event;
use keyturn_trail::principal::Principal;

use crate::error::AppError;

/// The setting that holds the earliest day (UTC) whose reads are not judged yet. It is set in the transaction that
/// takes the events in, and taken back when they are judged: a kill in between loses no judgement.
pub(super) const UNJUDGED: &str = "trail.unjudged";

/// Whose facts of which day (UTC) are to be made anew.
pub(super) type Touched = BTreeSet<(Principal, NaiveDate)>;

/// One run's way into the database.
#[derive(Debug)]
pub(super) struct Intake {
    database: Arc<Database>,
    ingest: Ingest,
    touched: Touched,
    /// The mark as it stands in the database.
    unjudged: Option<NaiveDate>,
}

impl Intake {
    pub(super) fn begin(database: Arc<Database>) -> Result<Self, AppError> {
        let unjudged = database.read(|reader| reader.settings().get::<Option<NaiveDate>>(UNJUDGED))?.flatten();
        Ok(Self { database, ingest: Ingest::new(), touched: Touched::new(), unjudged })
    }

    /// Takes events in, with what has been read in full by them. Gives the numbers of new, known and corrected ones.
    pub(super) fn put(
        &mut self,
        events: &[Event],
        covered: Option<&(CoveredPart, Stretch)>,
    ) -> Result<(u64, u64, u64), AppError> {
        let (ingest, marked) = (&mut self.ingest, self.unjudged);
        let (taken, unjudged) = self.database.write(|writer| {
            let taken = writer.trail().take_in(ingest, events)?;
            let earliest = taken.touched.iter().map(|(_, day)| *day).chain(marked).min();
            if earliest != marked {
                writer.settings().set(UNJUDGED, &earliest)?;
            }
            if let Some((part, stretch)) = covered {
                writer.trail().cover(part, *stretch)?;
            }
            Ok((taken, earliest))
        })?;
        self.unjudged = unjudged;
        self.touched.extend(taken.touched);
        Ok((taken.new, taken.duplicates, taken.corrected))
    }

    /// Whose days are to be judged; the intake is over.
    pub(super) fn end(&mut self) -> Touched {
        std::mem::take(&mut self.touched)
    }
}

/// Marks everything that is kept as not judged: what judging rests on has changed.
pub(super) fn judge_all_anew(writer: &Writer<'_>) -> Result<(), StoreError> {
    writer.settings().set(UNJUDGED, &Some(NaiveDate::MIN))
}
