//! A snippet for the clipboard: the text goes to whoever asks, and that it went is written down. Keyturn runs none.

use keyturn_domain::incident::Entry;
use keyturn_domain::incident::evidence::sha256;
use keyturn_runbook::words::Risk;

use super::act::Acted;
use super::show::snippets;
use super::values::{Known, values};
use super::{ok, parse_id};
use crate::app::App;
use crate::error::AppError;

/// A snippet that was copied.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The text, filled in and quoted for its language.
    pub text: String,
    /// What was written.
    pub acted: Acted,
}

impl App {
    /// Gives a snippet of a step, filled in, and writes down that it was copied. One with gaps is refused, and a dangerous
    /// one until the person has confirmed it.
    pub async fn copy_snippet(
        &self,
        id: &str,
        step: &str,
        snippet: usize,
        confirmed: bool,
    ) -> Result<Copied, AppError> {
        let (id, step) = (parse_id(id)?, step.to_owned());
        let hand = self.hand(None, id.to_string()).await?;
        self.with_database(move |database| {
            database.write(|writer| {
                let reader = writer.reader();
                let open = ok!(hand.open(reader, id)?);
                let known = Known { due: &hand.due, issuers: &hand.runbooks.catalogue.issuers, now: open.now };
                let mut values = values(reader, &open.incident, known)?;
                for (name, value) in &open.run.facts {
                    values.entry(name.clone()).or_insert_with(|| value.clone());
                }
                let not_found = || AppError::NotFound { what: "snippet", name: format!("{step} {snippet}") };
                let written = ok!(open.run.runbook.step(&step).ok_or_else(not_found));
                let shown = ok!(snippets(written, &values).into_iter().nth(snippet).ok_or_else(not_found));
                if !shown.filled.is_complete() {
                    let gaps: Vec<String> =
                        shown.filled.gaps.iter().map(|gap| format!("{} {}", gap.name, gap.why)).collect();
                    return Ok(Err(AppError::BadRequest(format!("it cannot be copied yet: {}", gaps.join(", ")))));
                }
                let danger = shown.snippet.risk == Risk::Danger;
                if danger && !confirmed {
                    return Ok(Err(AppError::BadRequest(
                        "it is marked dangerous: read it twice, then confirm it".to_owned(),
                    )));
                }
                let text = shown.filled.text;
                let entry = Entry::Copied { step: step.clone(), danger, sha256: sha256(text.as_bytes()) };
                let acted = ok!(hand.write(writer, open, &entry)?);
                Ok(Ok(Copied { text, acted }))
            })?
        })
        .await
    }
}
