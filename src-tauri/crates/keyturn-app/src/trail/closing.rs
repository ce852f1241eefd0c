//! The end of a collection or import: judging, the report, and its audit entry.

use std::sync::Arc;

use keyturn_store::{Reader, StoreError};

use super::intake::Touched;
use super::progress::By;
use super::report::TrailReport;
use super::running::Run;
use crate::app::App;
use crate::error::AppError;

const LAST: &str = "trail.last";
const LEFT_OUT: &str = "trail.left_out";

impl App {
    /// Judges what was touched, and keeps the report with its audit entry.
    pub(super) async fn close_trail(
        self: &Arc<Self>,
        mut report: TrailReport,
        touched: Touched,
        run: Run,
    ) -> Result<TrailReport, AppError> {
        report.cancelled = run.signals.cancel.is_cancelled();
        report.findings = self.judge(touched, &run.signals).await?;
        report.ended_at = self.now();
        let action = match report.by {
            By::Lookup => "trail.collected",
            By::Files => "trail.imported",
        };
        let subject = format!("{} new events", report.tally.new);
        let act = self.act(report.ended_at, action, &subject, &report.facts());
        let report = self
            .with_database(move |database| {
                database.write(|writer| {
                    writer.settings().set(LAST, &report)?;
                    if report.by == By::Lookup {
                        writer.settings().set(LEFT_OUT, &report.left_out)?;
                    }
                    writer.audit().append(act)
                })?;
                Ok(report)
            })
            .await?;
        drop(run);
        Ok(report)
    }

    /// The last collection or import that ended, in this process or another.
    pub async fn last_trail(&self) -> Result<Option<TrailReport>, AppError> {
        self.with_database(|database| Ok(database.read(last)?)).await
    }
}

/// The report of the last collection or import that ended.
pub(super) fn last(reader: &Reader<'_>) -> Result<Option<TrailReport>, StoreError> {
    reader.settings().get(LAST)
}

/// Codes of the asks that the last collection left out.
pub(super) fn left_out(reader: &Reader<'_>) -> Result<Vec<String>, StoreError> {
    Ok(reader.settings().get(LEFT_OUT)?.unwrap_or_default())
}
