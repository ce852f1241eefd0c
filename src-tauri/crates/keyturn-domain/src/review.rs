//! Reviews of access: who can read what, looked at, decided, and proved gone where it was to go.
//!
//! A [`Campaign`] freezes its [`Item`]s when it opens; [`scope`] says what it is about and [`reviewer`] who decides what.
//! People add to a [`log`] that can only grow; [`outcome`] says what follows for each item from the [`decision`]s in it,
//! [`progress`] how far a campaign is, and [`pace`] how its decisions were taken.
//!
//! Everything here is stored as JSON and travels in packets between people: a field that is added later needs a default.

mod campaign;
pub mod decision;
pub mod delegation;
pub mod group;
mod item;
pub mod leavers;
pub mod log;
pub mod outcome;
pub mod pace;
pub mod progress;
pub mod removal;
pub mod reviewer;
#[cfg(test)]
pub(crate) mod samples;
pub mod scope;
pub mod sign_off;
pub mod suggest;

pub use campaign::{
    Campaign, CampaignFault, CampaignId, Coverage, Framework, Gap, GapState, NotAnId, Role, snapshot_hash,
};
pub use decision::{Decided, Verdict};
pub use delegation::Delegation;
pub use item::{Grounds, Item, ItemId, ItemKind, MOST_LEFT_OUT, Member, PastDecision, Seed, Suggestion, Usage, Why};
pub use log::{Entry, LogEntry};
pub use outcome::{Outcome, Removal, RemovalState, Settled};
pub use pace::Pace;
pub use progress::Progress;
pub use reviewer::Reviewer;
pub use scope::{Scope, Subject};
pub use sign_off::{SignOff, SignOffRole};
