//! Rotation: what is due, planned, proved; policies, exceptions, tasks, the calendar and its feed.
//!
//! Everything that is said of due dates comes from one evaluation ([`Due`]): the secrets that pass a filter, each with
//! its level, the rule of the policy in force, its date and state, the exception that holds and the rotation that is
//! open. The last one is kept until something is done or synced, or the day ends.

mod calendar;
mod cost;
pub mod exceptions;
mod feed;
mod findings;
mod freezes;
pub(crate) mod holders;
pub(crate) mod kept;
mod matching;
pub mod policy;
pub mod records;
mod reminders;
mod settings;
mod spread;
mod standing;
pub mod tasks;
pub mod value;
mod what_if;

pub use calendar::{Calendar, DayLoad, Item, Tone};
pub use cost::{CostLine, CostShown, MoveShown};
pub use feed::Feed;
pub(crate) use findings::open_findings;
pub use findings::{AnsweredFinding, RotationFindingShown};
pub use holders::HoldersShown;
pub use kept::ListedDue;
pub(crate) use kept::{LastDue, evaluate, evaluate_one, last_known, rows_by_due, settle};
pub(crate) use records::write_step;
pub use reminders::{Reminder, Reminders, ReviewReminder, ToRemind};
pub use settings::SecretRotation;
pub use spread::Proposal;
pub(crate) use standing::end_of;
pub use standing::{Due, Standing};
pub use tasks::{TaskShown, TriggerShown, Triggered};
pub use what_if::Tried;

// What the use cases give. Faces name it here, so that they need not know who stores.
pub use keyturn_store::{KeptFreeze, RotatingSecret};
