//! The doctor's questions: is each action that Keyturn uses allowed here?
//!
//! One small call for each action. Actions on one secret, key or trail are tried on the first one listed; where nothing
//! is listed they cannot be tried, and that is said.

mod account;
mod clock;
mod organization;
mod region;

use keyturn_domain::account::Region;
use keyturn_domain::problem::{Hidden, Problem, Reason};

use crate::actions::Action;
use crate::failure::{Failure, Tried};

pub use clock::server_time;

/// Whether one action is allowed, as one small call of it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The IAM action, such as `secretsmanager:ListSecrets`.
    pub action: &'static str,
    /// The region in which it was tried; `None` for what is asked once in an account.
    pub region: Option<Region>,
    /// What the call met with.
    pub outcome: Outcome,
}

/// What a call met with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is allowed.
    Allowed,
    /// It failed: a refusal where the reason is a missing action, otherwise something that kept it from being tried.
    Failed(Problem),
    /// There was nothing to try it on, or what it follows from could not be listed.
    NotTried,
}

/// What was found of several actions at one place.
struct Probes {
    tried: Tried,
    found: Vec<Probe>,
}

impl Probes {
    fn new(tried: Tried) -> Self {
        Self { tried, found: Vec::new() }
    }

    fn push<T>(&mut self, action: &'static str, outcome: Result<T, Failure>) {
        let outcome = match outcome {
            Ok(_) => Outcome::Allowed,
            Err(failure) if concerns_the_thing(&failure) => Outcome::Allowed,
            Err(failure) if failure.reason == Reason::NoOrganization => Outcome::NotTried,
            Err(failure) => {
                let known = Action::named(action);
                let tried = Tried { store: known.and_then(|known| known.store), ..self.tried.clone() };
                let hides = known.map_or(Hidden::Secrets, |known| known.hides);
                Outcome::Failed(tried.problem(action, hides, failure))
            }
        };
        self.found.push(Probe { action, region: self.tried.region.clone(), outcome });
    }

    fn not_tried(&mut self, actions: &[&'static str]) {
        let region = &self.tried.region;
        let missing = actions.iter().filter(|action| !self.found.iter().any(|probe| probe.action == **action));
        let missing: Vec<Probe> =
            missing.map(|action| Probe { action, region: region.clone(), outcome: Outcome::NotTried }).collect();
        self.found.extend(missing);
    }
}

/// AWS decides whether a call is allowed before it looks at what the call names: an error about that thing (deleted since
/// it was listed, without a policy, of a kind that has none) comes to those who are allowed.
fn concerns_the_thing(failure: &Failure) -> bool {
    let about = |code: &str| code.contains("NotFound") || code.contains("Invalid");
    failure.reason == Reason::ServiceFailed && failure.code.as_deref().is_some_and(about)
}
