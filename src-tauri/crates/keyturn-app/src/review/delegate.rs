//! Delegations: somebody else decides a part, for a reason and until a day.

use keyturn_domain::audit::Act;
use keyturn_domain::review::reviewer::same;
use keyturn_domain::review::{Delegation, Entry};

use super::refusal::refuse;
use super::show::{Review, shown};
use super::{Refusal, campaign};
use crate::app::App;
use crate::error::AppError;
use crate::secrets::refuse_secrets;

impl App {
    /// Records a delegation: of one's own part, or by the lead of anybody's.
    pub async fn delegate_review(&self, id: &str, delegation: Delegation) -> Result<Review, AppError> {
        refuse_secrets(&delegation.reason)?;
        let (id, now) = (id.to_owned(), self.now());
        let act = self.act(now, "review.delegated", &id, &serde_json::json!({}));
        self.with_database(move |database| {
            database.write(|writer| {
                let (campaign, progress) = match campaign(writer.reader(), &id)? {
                    Ok(found) => found,
                    Err(error) => return Ok(Err(error)),
                };
                let acting = campaign.acting().to_owned();
                if let Err(error) = refuse(&delegation.check(&campaign, now.date_naive()), |_| None) {
                    return Ok(Err(error));
                }
                if !campaign.is_open() {
                    return Ok(Err(Refusal::Closed.because("the campaign is closed")));
                }
                if !campaign.lead.is(&acting) && !same(&delegation.from, &acting) {
                    return Ok(Err(AppError::BadRequest("only the lead delegates for somebody else".to_owned())));
                }
                let detail = serde_json::json!({
                    "from": delegation.from, "to": delegation.to.name, "paths": delegation.paths,
                    "reason": delegation.reason, "until": delegation.until,
                });
                let act = Act { detail: detail.to_string(), ..act };
                writer.review().append(&campaign, vec![(now, acting, Entry::Delegated(delegation))], Some(act))?;
                shown(writer.reader(), campaign, progress, now).map(Ok)
            })?
        })
        .await
    }
}
