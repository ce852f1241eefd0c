//! Reviews of access: opened, decided, delegated, brought together and closed.
//!
//! What a person does is one transaction: the entry in the campaign's log, what follows for its items, and the audit
//! entry. Decisions are recorded in the name of who acts here: the lead, or the reviewer for whom a packet came in.

pub mod act;
mod close;
mod coverage;
mod decide;
mod delegate;
mod draft;
mod hand_out;
mod items;
mod leavers;
mod list;
mod open;
mod pack;
mod part;
mod previous;
mod prove;
mod refusal;
mod show;
mod signing_key;
mod take_in;
mod waiting;

use std::path::PathBuf;

use keyturn_domain::review::{Campaign, CampaignId, Item, ItemId, Progress};
use keyturn_store::{Reader, StoreError};

pub use act::{Act, ActGroup, Acts};
pub use close::Closing;
pub use decide::{DecidedItems, Decision, Refused};
pub use draft::{Draft, Wanted};
pub use hand_out::{PacketKind, TakenIn};
pub use items::{ItemDecision, ReviewItem};
pub use leavers::Leavers;
pub use list::{ReviewState, ReviewSummary, Reviews};
pub use open::{NewReview, ReviewPreview};
pub use pack::{ComparedPacks, WrittenPack, diff_packs, verify_pack};
pub use part::{Answers, Part};
pub use refusal::Refusal;
pub use show::{RemovalShown, Review, ReviewerStanding};
pub(crate) use signing_key::NAME as SIGNING_KEY;
pub use take_in::{TakenAnswers, TakenPart};
pub(crate) use waiting::waiting;
pub use waiting::{LateReviewer, ReviewWaiting};

// What the use cases take and give. Faces name these here, so that they need not know who stores.
pub use keyturn_pack::packet::{Seal, Unseal};
pub use keyturn_pack::{Check, Diff, Difference, Names, Verification, shows};
pub use keyturn_store::{AccountTally, ItemRow, ItemsAsked, Tab};

use crate::error::AppError;

/// A file of a review as it was written: a packet, a list of what is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// The file.
    pub path: PathBuf,
    /// How many items it has: of a packet those to decide, or on the way back those that were decided.
    pub items: u32,
    /// The SHA-256 of the file, 64 hexadecimal digits.
    pub sha256: String,
}

/// What stands between a reading and an answer of its own: the database refused, or the use case.
type Answer<T> = Result<Result<T, AppError>, StoreError>;

/// The campaign of an id as a person or a packet writes it.
fn campaign(reader: &Reader<'_>, id: &str) -> Answer<(Campaign, Progress)> {
    let not_found = || AppError::NotFound { what: "review", name: id.chars().take(40).collect() };
    let Ok(id) = id.parse::<CampaignId>() else { return Ok(Err(not_found())) };
    Ok(reader.review().campaign(&id)?.ok_or_else(not_found))
}

/// An item of a campaign, with how it stands.
fn item(reader: &Reader<'_>, campaign: &Campaign, id: &str) -> Answer<(ItemRow, Item)> {
    let not_found = || AppError::NotFound { what: "item", name: id.chars().take(40).collect() };
    let Ok(id) = id.parse::<ItemId>() else { return Ok(Err(not_found())) };
    Ok(reader.review().item(&campaign.id, &id)?.ok_or_else(not_found))
}

/// All faults in one sentence.
fn sentence<F: ToString>(faults: &[F]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// `1 secret`, `31 secrets`.
fn counted(secrets: usize) -> String {
    if secrets == 1 { "1 secret".to_owned() } else { format!("{secrets} secrets") }
}
