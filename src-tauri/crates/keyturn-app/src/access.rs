//! Who can read a secret's value: collected or imported, evaluated, asked.
//!
//! What access is evaluated from is kept by account, as AWS said it. It becomes one model with one matrix
//! ([`Evaluation`]), made when it is first asked for and again when something changed. [`eval`] and [`check`] work on
//! files alone.

mod check;
mod collect;
mod counts;
mod escalations;
mod eval;
mod evaluation;
mod files;
mod inventory;
mod limits;
mod map;
pub mod nature;
mod outside;
mod principals;
mod progress;
pub mod readers;
mod statements;
mod why;

pub use check::{Case, check};
pub use counts::Counts;
pub use eval::{ACTIONS, EvalError, Evaluated, Wanted, action, eval};
pub(crate) use evaluation::Evaluated as LastEvaluation;
pub use evaluation::{Evaluation, Input};
pub use files::AccessExported;
pub use map::{AccessMap, CellOfMap, Group, Path};
pub use outside::Outside;
pub use principals::Standing;
pub use progress::{AccessProgress, Part, PartProgress, PartState};
pub use readers::{Pair, Readers};
pub use statements::{Rests, RestsOn};
pub use why::Why;

// What the use cases give. Faces name these here, so that they need not know who evaluates.
pub use keyturn_access::finding::{Finding, Rule, Severity};
pub use keyturn_access::people::Person;
pub use keyturn_access::place::Place;
pub use keyturn_access::plain::{
    Access, Answer, BadCase, Cause, Checked, Decision, Explanation, Leg, Response, Said, Step,
};
pub use keyturn_access::policy::{Effect, Element, PrincipalPattern, Statement};
pub use keyturn_access::world::{Encryption, Key, Principal, Secret, SecretKind, World};
