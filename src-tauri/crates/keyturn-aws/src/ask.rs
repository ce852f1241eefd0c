//! Questions that only a person can answer: sign in to a start page, type an MFA code.
//!
//! Whoever needs an answer waits in [`SignIns::ask`]; a face that listens to [`SignIns::questions`] shows what is open
//! and answers. One question stands for all that wait for the same sign-in. Where nobody listens, nobody is asked.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_credential_types::Credentials;
use chrono::{DateTime, Utc};
use tokio::sync::{OwnedMutexGuard, mpsc, watch};
use zeroize::Zeroizing;

/// One thing that can be signed in to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SignInId {
    /// An `[sso-session …]` section, by its name.
    SsoSession(String),
    /// The older form: a start page, by its address.
    SsoStart(String),
    /// An MFA device, by its serial number or ARN.
    Mfa(String),
}

impl SignInId {
    /// `sso` or `mfa`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SsoSession(_) | Self::SsoStart(_) => "sso",
            Self::Mfa(_) => "mfa",
        }
    }

    /// The session's name, the start page's address, or the device's serial number.
    pub fn label(&self) -> &str {
        let (Self::SsoSession(label) | Self::SsoStart(label) | Self::Mfa(label)) = self;
        label
    }
}

impl fmt::Display for SignInId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self {
            Self::SsoSession(_) => "sso-session",
            Self::SsoStart(_) => "sso-start",
            Self::Mfa(_) => "mfa",
        };
        write!(f, "{form}:{}", self.label())
    }
}

/// A text names no sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASignIn;

impl fmt::Display for NotASignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this names nothing that can be signed in to")
    }
}

impl std::error::Error for NotASignIn {}

impl FromStr for SignInId {
    type Err = NotASignIn;

    fn from_str(text: &str) -> Result<Self, NotASignIn> {
        match text.split_once(':') {
            Some((_, "")) | None => Err(NotASignIn),
            Some(("sso-session", name)) => Ok(Self::SsoSession(name.to_owned())),
            Some(("sso-start", url)) => Ok(Self::SsoStart(url.to_owned())),
            Some(("mfa", serial)) => Ok(Self::Mfa(serial.to_owned())),
            Some(_) => Err(NotASignIn),
        }
    }
}

/// Why a person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nobody has signed in yet.
    First,
    /// The sign-in ended.
    Expired,
    /// The last code was not accepted.
    WrongCode,
}

impl Why {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Expired => "expired",
            Self::WrongCode => "wrong_code",
        }
    }
}

/// An open question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is to be signed in to.
    pub of: SignInId,
    /// The profile that needs it.
    pub profile: String,
    /// Why.
    pub why: Why,
    /// How many calls wait for the answer.
    pub waiting: u32,
    /// When it was first asked (UTC).
    pub asked_at: DateTime<Utc>,
}

/// Whether an MFA code was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was; what it opened holds until then (UTC).
    Accepted(Option<DateTime<Utc>>),
    /// It was not, or had been used before.
    Wrong,
}

/// What a person answered.
#[derive(Clone)]
pub(crate) enum Answer {
    /// They signed in.
    Done,
    /// An MFA code, and where to say whether it was right.
    Code(Zeroizing<String>, mpsc::UnboundedSender<Verdict>),
    /// They would rather not.
    Declined,
}

/// There is no sign-in, and no person has helped. Its words name what is missing, never a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotSignedIn {
    pub(crate) of: SignInId,
    pub(crate) why: Why,
    pub(crate) declined: bool,
}

impl fmt::Display for NotSignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.of.label();
        match (&self.of, self.why) {
            (SignInId::Mfa(_), _) => write!(f, "{label} must be asked for a code")?,
            (_, Why::First) => write!(f, "nobody has signed in to {label} here yet")?,
            (_, Why::Expired | Why::WrongCode) => write!(f, "the sign-in to {label} has ended")?,
        }
        f.write_str(if self.declined { ", and the question was declined" } else { "" })
    }
}

impl std::error::Error for NotSignedIn {}

/// What this process knows of sign-ins: open questions, and the MFA sessions that it holds, in memory only.
///
/// Cheap to clone; clones share it.
#[derive(Clone, Default)]
pub struct SignIns {
    shared: Arc<Shared>,
    quiet: bool,
}

struct Shared {
    state: Mutex<State>,
    questions: watch::Sender<Vec<Question>>,
}

#[derive(Default)]
struct State {
    open: Vec<Open>,
    /// How many questions there have been: each is told from another about the same sign-in.
    asked: u64,
    /// What a person would not be asked again, until the next long work begins.
    declined: HashSet<SignInId>,
    waiting: HashMap<SignInId, u32>,
    turns: HashMap<SignInId, Arc<tokio::sync::Mutex<()>>>,
    mfa_sessions: HashMap<(String, String), Credentials>,
}

struct Open {
    number: u64,
    question: Question,
    answer: watch::Sender<Option<Answer>>,
}

impl Default for Shared {
    fn default() -> Self {
        Self { state: Mutex::default(), questions: watch::Sender::new(Vec::new()) }
    }
}

impl SignIns {
    /// The same sign-ins, without ever asking anybody.
    #[must_use]
    pub fn quiet(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), quiet: true }
    }

    /// What is being asked, as it changes. As long as one receiver lives, questions are asked.
    pub fn questions(&self) -> watch::Receiver<Vec<Question>> {
        self.shared.questions.subscribe()
    }

    /// What is being asked now.
    pub fn open(&self) -> Vec<Question> {
        self.shared.questions.borrow().clone()
    }

    /// Hands over an MFA code, of digits alone. The receiver is told whether it was right, or ends where AWS was not
    /// asked to the end. `None` where nothing asks for a code.
    pub fn answer(&self, of: &SignInId, code: Zeroizing<String>) -> Option<mpsc::UnboundedReceiver<Verdict>> {
        let (verdict, told) = mpsc::unbounded_channel();
        self.close(of, &Answer::Code(code, verdict)).then_some(told)
    }

    /// Says that a person would rather not: what waits goes on without, and is not asked again until
    /// [`Self::ask_again`]. `false` where nothing was asked.
    pub fn decline(&self, of: &SignInId) -> bool {
        self.state().declined.insert(of.clone());
        self.close(of, &Answer::Declined)
    }

    /// Forgets what was declined: new work may ask again.
    pub fn ask_again(&self) {
        self.state().declined.clear();
    }

    /// Says that a person has signed in: what waits tries again.
    pub(crate) fn done(&self, of: &SignInId) {
        self.state().declined.remove(of);
        self.close(of, &Answer::Done);
    }

    /// Asks, or joins the question that is open already, and waits for the answer.
    pub(crate) async fn ask(
        &self,
        of: &SignInId,
        profile: &str,
        why: Why,
        now: DateTime<Utc>,
    ) -> Result<Answer, NotSignedIn> {
        let refused = |declined| NotSignedIn { of: of.clone(), why, declined };
        if self.quiet || self.shared.questions.receiver_count() == 0 {
            return Err(refused(false));
        }
        let (mut answer, number) = {
            let mut state = self.state();
            if state.declined.contains(of) {
                return Err(refused(true));
            }
            let waiting = state.waiting.get(of).copied().unwrap_or_default().max(1);
            let open = state.open.iter().position(|open| open.question.of == *of).unwrap_or_else(|| {
                let question = Question { of: of.clone(), profile: profile.to_owned(), why, waiting, asked_at: now };
                state.asked += 1;
                let number = state.asked;
                state.open.push(Open { number, question, answer: watch::Sender::new(None) });
                state.open.len() - 1
            });
            let open = state.open.get(open).ok_or_else(|| refused(false))?;
            (open.answer.subscribe(), open.number)
        };
        let _withdrawn_with_the_last = Asking { sign_ins: self, number };
        self.publish();
        let given = answer.wait_for(Option::is_some).await.ok().and_then(|given| given.clone());
        match given {
            Some(Answer::Declined) | None => Err(refused(true)),
            Some(given) => Ok(given),
        }
    }

    /// The turn to ask for a code. Where nobody is asked, nobody waits for whoever is asking either.
    pub(crate) async fn turn_to_ask(&self, of: &SignInId) -> Result<OwnedMutexGuard<()>, NotSignedIn> {
        let turn = self.turn(of);
        if self.quiet {
            return turn.try_lock_owned().map_err(|_| NotSignedIn { of: of.clone(), why: Why::First, declined: false });
        }
        Ok(turn.lock_owned().await)
    }

    /// Whose turn it is to look after a sign-in: only one at a time renews a token or asks for a code.
    pub(crate) fn turn(&self, of: &SignInId) -> Arc<tokio::sync::Mutex<()>> {
        Arc::clone(self.state().turns.entry(of.clone()).or_default())
    }

    /// Counts a call that may have to wait for these sign-ins, until the guard is dropped.
    pub(crate) fn waiting(&self, of: &[SignInId]) -> Waiting<'_> {
        for one in of {
            *self.state().waiting.entry(one.clone()).or_default() += 1;
        }
        self.recount();
        Waiting { sign_ins: self, of: of.to_vec() }
    }

    /// The MFA session of a device and a user's access key, if there is one.
    pub(crate) fn mfa_session(&self, serial: &str, access_key_id: &str) -> Option<Credentials> {
        self.state().mfa_sessions.get(&(serial.to_owned(), access_key_id.to_owned())).cloned()
    }

    /// Keeps an MFA session, or forgets it.
    pub(crate) fn keep_mfa_session(&self, serial: &str, access_key_id: &str, session: Option<Credentials>) {
        let key = (serial.to_owned(), access_key_id.to_owned());
        let mut state = self.state();
        match session {
            Some(session) => drop(state.mfa_sessions.insert(key, session)),
            None => drop(state.mfa_sessions.remove(&key)),
        }
    }

    /// Forgets the sessions of a device: whoever needs one next asks.
    pub(crate) fn end_mfa(&self, serial: &str) {
        self.state().mfa_sessions.retain(|(device, _), _| device != serial);
    }

    /// Until when the MFA session of a device holds that holds longest.
    pub(crate) fn mfa_until(&self, serial: &str) -> Option<DateTime<Utc>> {
        let state = self.state();
        let of_device = state.mfa_sessions.iter().filter(|((device, _), _)| device == serial);
        of_device.filter_map(|(_, session)| session.expiry()).max().map(DateTime::from)
    }

    fn close(&self, of: &SignInId, given: &Answer) -> bool {
        let open = {
            let mut state = self.state();
            let at = state.open.iter().position(|open| open.question.of == *of);
            at.map(|at| state.open.remove(at))
        };
        let was_open = open.is_some();
        if let Some(open) = open {
            open.answer.send_replace(Some(given.clone()));
        }
        self.publish();
        was_open
    }

    /// Brings the counts of open questions up to date.
    fn recount(&self) {
        let any = {
            let mut guard = self.state();
            let State { open, waiting, .. } = &mut *guard;
            for one in open.iter_mut() {
                one.question.waiting = waiting.get(&one.question.of).copied().unwrap_or_default().max(1);
            }
            !open.is_empty()
        };
        if any {
            self.publish();
        }
    }

    fn publish(&self) {
        let now: Vec<Question> = self.state().open.iter().map(|open| open.question.clone()).collect();
        self.shared.questions.send_if_modified(|before| {
            let differs = *before != now;
            *before = now;
            differs
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SignIns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIns").field("questions", &self.open()).field("quiet", &self.quiet).finish_non_exhaustive()
    }
}

/// Somebody who waits for an answer. When the last one goes, the question goes too.
struct Asking<'a> {
    sign_ins: &'a SignIns,
    number: u64,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        // The receiver of whoever is dropped here lives until after this guard.
        let last = |open: &Open| open.number == self.number && open.answer.receiver_count() <= 1;
        self.sign_ins.state().open.retain(|open| !last(open));
        self.sign_ins.publish();
    }
}

/// A call that may have to wait.
pub(crate) struct Waiting<'a> {
    sign_ins: &'a SignIns,
    of: Vec<SignInId>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        for one in &self.of {
            if let Some(count) = self.sign_ins.state().waiting.get_mut(one) {
                *count = count.saturating_sub(1);
            }
        }
        self.sign_ins.recount();
    }
}

#[cfg(test)]
mod tests;
