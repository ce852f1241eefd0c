//! The close: not with undecided items, and signed by the lead and a second person.

use keyturn_domain::audit::Act;
use keyturn_domain::review::{Entry, SignOff, SignOffRole, sign_off};

use super::campaign;
use super::refusal::{Refusal, refuse};
use super::show::{Review, shown};
use crate::app::App;
use crate::error::AppError;
use crate::secrets::refuse_secrets;

/// What closes a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The second person, who is not the lead.
    pub second: String,
    /// What the lead attests.
    pub lead_statement: String,
    /// What the second person attests.
    pub second_statement: String,
}

impl App {
    /// Closes a campaign.
    pub async fn close_review(&self, id: &str, closing: Closing) -> Result<Review, AppError> {
        refuse_secrets(&closing.lead_statement)?;
        refuse_secrets(&closing.second_statement)?;
        let (id, now) = (id.to_owned(), self.now());
        let act = self.act(now, "review.closed", &id, &serde_json::json!({}));
        self.with_database(move |database| {
            database.write(|writer| {
                let (mut campaign, progress) = match campaign(writer.reader(), &id)? {
                    Ok(found) => found,
                    Err(error) => return Ok(Err(error)),
                };
                let sign = |name: &str, role, statement: &str| {
                    let (name, statement) = (name.trim().to_owned(), statement.trim().to_owned());
                    SignOff { name, role, statement, at: now }
                };
                let lead = sign(&campaign.lead.name, SignOffRole::Lead, &closing.lead_statement);
                let signed = [lead, sign(&closing.second, SignOffRole::Second, &closing.second_statement)];
                if let Err(error) = refuse(&sign_off::check(&campaign, &progress, &signed), Refusal::of_close) {
                    return Ok(Err(error));
                }
                let entries = signed.iter().map(|one| (now, one.name.clone(), Entry::SignedOff(one.clone())));
                writer.review().append(&campaign, entries.collect(), None)?;
                let detail = serde_json::json!({ "second": closing.second, "items": progress.items });
                campaign.closed_at = Some(now);
                campaign.sign_offs = signed.to_vec();
                writer.review().keep(&campaign, Act { detail: detail.to_string(), ..act })?;
                shown(writer.reader(), campaign, progress, now).map(Ok)
            })?
        })
        .await
    }
}
