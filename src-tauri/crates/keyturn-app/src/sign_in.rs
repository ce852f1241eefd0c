//! Signing in: what can be signed in to, doing it, and answering what is asked meanwhile.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_aws::{Because, DeviceCode, Question, SignInFailed, SignInFound, SignInId, SignInState, Verdict};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::app::App;
use crate::error::AppError;

/// How much longer than the last sync the next one is reckoned to take: a tenth of it, and this.
const AT_LEAST_LONGER: TimeDelta = TimeDelta::minutes(2);

/// Digits of an MFA code. <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
const CODE_DIGITS: usize = 6;

/// Where a sign-in stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// AWS is being asked, or a code is being waited for.
    Waiting,
    /// A person is to confirm a code.
    CodeShown(DeviceCode),
    /// It is done.
    Done(SignInState),
    /// It ended without a sign-in.
    Failed(SignInFailed),
}

/// Sign-ins that a person has begun here and that have not ended.
#[derive(Debug, Default)]
pub(crate) struct SigningIn(Mutex<HashMap<SignInId, Begun>>);

#[derive(Debug)]
struct Begun {
    stage: Stage,
    cancel: CancellationToken,
}

impl SigningIn {
    fn begun(&self) -> MutexGuard<'_, HashMap<SignInId, Begun>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a sign-in off the list when it ends, however it ends.
struct Ending<'a>(&'a SigningIn, &'a SignInId);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.begun().remove(self.1);
    }
}

/// What can be signed in to, and what that means for the next sync.
#[derive(Clone, Debug)]
pub struct SignInList {
    /// Those that a source needs first, then by name.
    pub sign_ins: Vec<SignInStanding>,
    /// How long the last sync took.
    pub last_sync: Option<TimeDelta>,
}

/// One thing to sign in to.
#[derive(Clone, Debug)]
pub struct SignInStanding {
    /// What it is, and how it stands.
    pub found: SignInFound,
    /// How many sources need it.
    pub sources: u32,
    /// Whether it is expected to end before a sync that begins now would.
    pub expires_during_sync: bool,
    /// Where a sign-in to it stands that has begun.
    pub running: Option<Stage>,
}

impl App {
    /// What is being asked, as it changes. As long as a receiver lives, people are asked.
    pub fn questions(&self) -> watch::Receiver<Vec<Question>> {
        self.connection.sign_ins.questions()
    }

    /// What can be signed in to.
    pub async fn sign_ins(&self) -> Result<SignInList, AppError> {
        let now = self.now();
        let sources = self.sources().await?;
        let last_sync = self.last_sync().await?.map(|report| report.ended_at - report.started_at);
        let found = keyturn_aws::sign_ins(&self.connection, now).await;
        let mut sign_ins: Vec<SignInStanding> = found
            .into_iter()
            .map(|found| {
                let behind = |profile: &Option<String>| match profile {
                    Some(profile) => found.profiles.contains(profile),
                    None => found.is_default,
                };
                let sources = sources.iter().filter(|source| behind(&source.profile)).count();
                SignInStanding {
                    sources: u32::try_from(sources).unwrap_or(u32::MAX),
                    expires_during_sync: sources > 0 && ends_within(found.state, now, last_sync),
                    running: self.signing_in.begun().get(&found.id).map(|begun| begun.stage.clone()),
                    found,
                }
            })
            .collect();
        sign_ins.sort_by_key(|one| (one.sources == 0, one.found.id.clone()));
        Ok(SignInList { sign_ins, last_sync })
    }

    /// Signs in; `heard` is told each stage, the last one too, which is also the result. One at a time for each thing.
    pub async fn sign_in(&self, of: &SignInId, heard: impl Fn(&Stage) + Send + Sync) -> Result<Stage, AppError> {
        let cancel = CancellationToken::new();
        {
            let mut begun = self.signing_in.begun();
            if begun.contains_key(of) {
                return Err(AppError::BadRequest(format!("a sign-in to {} is under way already", of.label())));
            }
            begun.insert(of.clone(), Begun { stage: Stage::Waiting, cancel: cancel.clone() });
        }
        let ending = Ending(&self.signing_in, of);
        let tell = |stage: Stage| {
            if let Some(begun) = self.signing_in.begun().get_mut(of) {
                begun.stage = stage.clone();
            }
            heard(&stage);
        };
        tell(Stage::Waiting);
        let ended = tokio::select! {
            ended = keyturn_aws::sign_in_to(&self.connection, of, |code| tell(Stage::CodeShown(code))) => ended,
            () = cancel.cancelled() => Err(SignInFailed::cancelled()),
        };
        drop(ending);
        let stage = ended.map_or_else(Stage::Failed, Stage::Done);
        // A code that was typed has an entry of its own.
        if !matches!((of, &stage), (SignInId::Mfa(_), Stage::Done(_))) {
            self.note_sign_in(of, &stage).await?;
        }
        heard(&stage);
        Ok(stage)
    }

    /// Stops a sign-in and declines its question: what waits for it goes on without.
    pub fn cancel_sign_in(&self, of: &SignInId) {
        if let Some(begun) = self.signing_in.begun().get(of) {
            begun.cancel.cancel();
        }
        self.connection.sign_ins.decline(of);
    }

    /// The page of the code that is shown, where it may be opened.
    pub fn sign_in_page(&self, of: &SignInId) -> Option<String> {
        match &self.signing_in.begun().get(of)?.stage {
            Stage::CodeShown(code) => code.page.clone(),
            _ => None,
        }
    }

    /// Hands over an MFA code, and says whether it was right.
    pub async fn answer_code(&self, of: &SignInId, typed: Zeroizing<String>) -> Result<Stage, AppError> {
        let code: Zeroizing<String> = Zeroizing::new(typed.chars().filter(|c| !c.is_whitespace()).collect());
        drop(typed);
        if code.len() != CODE_DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AppError::BadRequest(format!("an MFA code has {CODE_DIGITS} digits")));
        }
        let asked = self.connection.sign_ins.answer(of, code);
        let mut told =
            asked.ok_or_else(|| AppError::NotFound { what: "question about", name: of.label().to_owned() })?;
        let stage = match told.recv().await {
            Some(Verdict::Accepted(Some(until))) => Stage::Done(SignInState::Valid { until, renews: false }),
            Some(Verdict::Accepted(None)) => Stage::Done(SignInState::Never),
            Some(Verdict::Wrong) => Stage::Failed(SignInFailed {
                because: Because::WrongCode,
                message: "AWS did not accept the code; each is accepted once.".to_owned(),
            }),
            None => Stage::Failed(SignInFailed {
                because: Because::Cancelled,
                message: "Whatever asked for the code has ended.".to_owned(),
            }),
        };
        self.note_sign_in(of, &stage).await?;
        Ok(stage)
    }

    /// Writes who signed in to what, and until when that holds.
    async fn note_sign_in(&self, of: &SignInId, stage: &Stage) -> Result<(), AppError> {
        let (action, facts) = match stage {
            Stage::Done(SignInState::Valid { until, renews }) => {
                ("sign_in.done", serde_json::json!({ "kind": of.kind(), "until": until, "renews": renews }))
            }
            Stage::Done(_) => ("sign_in.done", serde_json::json!({ "kind": of.kind() })),
            Stage::Failed(failed) => {
                ("sign_in.failed", serde_json::json!({ "kind": of.kind(), "reason": failed.because.code() }))
            }
            Stage::Waiting | Stage::CodeShown(_) => return Ok(()),
        };
        let act = self.act(self.now(), action, of.label(), &facts);
        self.with_database(move |database| Ok(database.write(|writer| writer.audit().append(act).map(|_| ()))?)).await
    }
}

/// Whether what stands so now is expected to end during a sync that begins now.
fn ends_within(state: SignInState, now: DateTime<Utc>, last_sync: Option<TimeDelta>) -> bool {
    let expected = last_sync.map_or(AT_LEAST_LONGER, |took| took + took / 10 + AT_LEAST_LONGER);
    matches!(state, SignInState::Valid { until, renews: false } if until <= now + expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_before_a_sync_would_is_told() {
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000);
        let valid = |minutes, renews| SignInState::Valid { until: now + TimeDelta::minutes(minutes), renews };
        for (state, took, ends) in [
            (valid(60, false), Some(10), false),
            (valid(60, false), Some(60), true),
            (valid(12, false), Some(10), true),
            (valid(14, false), Some(10), false),
            (valid(12, true), Some(10), false),
            (valid(1, false), None, true),
            (valid(5, false), None, false),
            (SignInState::Never, Some(10), false),
            (SignInState::Expired { at: now }, Some(10), false),
        ] {
            assert_eq!(ends_within(state, now, took.map(TimeDelta::minutes)), ends, "{state:?} {took:?}");
        }
    }
}
