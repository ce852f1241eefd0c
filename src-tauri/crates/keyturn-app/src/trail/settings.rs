//! How reads are judged and how long they are kept; secrets that are decoys; people who have left.

use std::sync::Arc;

use chrono::NaiveDate;
use keyturn_domain::arn::SecretArn;
use keyturn_store::{Decoy, Departed, Reader, Retention, StoreError};
use keyturn_trail::settings::Settings;
use serde::{Deserialize, Serialize};

use super::intake;
use crate::app::App;
use crate::error::AppError;
use crate::secrets::refuse_secrets;

const SETTING: &str = "trail.settings";

/// The longest name of a person who has left, in characters: IAM's longest user and session names have 64, mail
/// addresses 254.
const LONGEST_PERSON: usize = 254;

/// The most people who have left.
const MOST_PEOPLE: usize = 10_000;

/// How reads are judged and kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailSettings {
    /// Days after which a reader's habits count as known; 1 to 60.
    pub learning_days: u16,
    /// Days after which a habit that is no longer seen is forgotten; at least twice the learning time, at most 400.
    pub forget_days: u16,
    /// Days for which single events are kept; 30 to 400. Daily facts are kept for 400.
    pub detail_days: u32,
    /// People who have left, each once.
    pub departed: Vec<DepartedPerson>,
}

/// Somebody who has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartedPerson {
    /// User name, mail address or session name; compared without regard to case.
    pub person: String,
    /// The first day (UTC) without access.
    pub left_on: NaiveDate,
}

/// What the setting holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    pub(super) judging: Settings,
    pub(super) detail_days: u32,
}

impl Default for Kept {
    fn default() -> Self {
        Self { judging: Settings::default(), detail_days: Retention::default().detail_days }
    }
}

pub(super) fn kept(reader: &Reader<'_>) -> Result<Kept, StoreError> {
    Ok(reader.settings().get::<Kept>(SETTING)?.unwrap_or_default())
}

impl App {
    /// The settings.
    pub async fn trail_settings(&self) -> Result<TrailSettings, AppError> {
        self.with_database(|database| {
            Ok(database.read(|reader| {
                let kept = kept(reader)?;
                let departed = reader.trail().departed()?;
                Ok(TrailSettings {
                    learning_days: kept.judging.learning_days,
                    forget_days: kept.judging.forget_days,
                    detail_days: kept.detail_days,
                    departed: departed
                        .into_iter()
                        .map(|gone| DepartedPerson { person: gone.person, left_on: gone.gone_on })
                        .collect(),
                })
            })?)
        })
        .await
    }

    /// Replaces the settings, and judges the reads that are kept anew.
    pub async fn save_trail_settings(self: &Arc<Self>, settings: TrailSettings) -> Result<TrailSettings, AppError> {
        check(&settings)?;
        let now = self.now();
        let by = self.actor().to_owned();
        let facts = serde_json::json!({
            "learning_days": settings.learning_days, "forget_days": settings.forget_days,
            "detail_days": settings.detail_days,
        });
        let saved = self.act(now, "trail_settings.saved", "trail", &facts);
        let left = |gone: &DepartedPerson| {
            self.act(now, "person.departed", gone.person.trim(), &serde_json::json!({ "left_on": gone.left_on }))
        };
        let marks: Vec<_> = settings.departed.iter().map(|gone| (departed(gone, &by, now), left(gone))).collect();
        let back = self.act(now, "person.not_departed", "", &serde_json::json!({}));
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                let trail = writer.trail();
                let mut kept = kept(writer.reader())?;
                kept.judging.learning_days = settings.learning_days;
                kept.judging.forget_days = settings.forget_days;
                kept.detail_days = settings.detail_days;
                writer.settings().set(SETTING, &kept)?;
                writer.audit().append(saved)?;
                let known = trail.departed()?;
                let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
                for gone in
                    known.iter().filter(|known| !marks.iter().any(|(mark, _)| same(&mark.person, &known.person)))
                {
                    let act = keyturn_domain::audit::Act { subject: gone.person.clone(), ..back.clone() };
                    trail.unmark_departed(&gone.person, act)?;
                }
                for (mark, act) in marks {
                    let unchanged =
                        |known: &Departed| same(&known.person, &mark.person) && known.gone_on == mark.gone_on;
                    if !known.iter().any(unchanged) {
                        trail.mark_departed(&mark, act)?;
                    }
                }
                intake::judge_all_anew(writer)
            })?)
        })
        .await?;
        self.judge_what_waits().await?;
        self.trail_settings().await
    }

    /// Marks a secret as a decoy that nobody has a reason to read, or takes the mark away; and judges its reads anew.
    pub async fn save_decoy(self: &Arc<Self>, arn: &SecretArn, decoy: bool) -> Result<(), AppError> {
        let now = self.now();
        let action = if decoy { "secret.marked_as_decoy" } else { "secret.unmarked_as_decoy" };
        let act = self.act(now, action, arn.as_str(), &serde_json::json!({}));
        let mark = Decoy { arn: arn.clone(), by: self.actor().to_owned(), marked_at: now };
        self.with_database(move |database| {
            let known = database.read(|reader| Ok(reader.secrets().find(&mark.arn)?.is_some()))?;
            if !known {
                return Err(AppError::NotFound { what: "secret", name: mark.arn.to_string() });
            }
            Ok(database.write(|writer| {
                if decoy {
                    writer.trail().mark_decoy(&mark, act)?;
                } else {
                    writer.trail().unmark_decoy(&mark.arn, act)?;
                }
                intake::judge_all_anew(writer)
            })?)
        })
        .await?;
        self.judge_what_waits().await?;
        Ok(())
    }
}

fn departed(gone: &DepartedPerson, by: &str, now: chrono::DateTime<chrono::Utc>) -> Departed {
    Departed { person: gone.person.trim().to_owned(), gone_on: gone.left_on, by: by.to_owned(), marked_at: now }
}

fn check(settings: &TrailSettings) -> Result<(), AppError> {
    let within = |what: &str, value: u32, least: u32, most: u32| {
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            Err(AppError::BadRequest(format!("{what} is {least} to {most} days, not {value}")))
        }
    };
    within("the learning time", settings.learning_days.into(), 1, 60)?;
    within("the forgetting time", settings.forget_days.into(), u32::from(settings.learning_days) * 2, 400)?;
    within("the time for which events are kept", settings.detail_days, 30, 400)?;
    if settings.departed.len() > MOST_PEOPLE {
        return Err(AppError::BadRequest(format!("at most {MOST_PEOPLE} people can be named")));
    }
    for gone in &settings.departed {
        let length = gone.person.trim().chars().count();
        if length == 0 || length > LONGEST_PERSON {
            return Err(AppError::BadRequest(format!("a person's name has 1 to {LONGEST_PERSON} characters")));
        }
        refuse_secrets(&gone.person)?;
    }
    Ok(())
}
