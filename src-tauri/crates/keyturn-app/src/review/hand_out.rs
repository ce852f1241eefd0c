//! Packets as files: a reviewer's part, or from the reviewer's own Keyturn the decisions back; and what comes in.

use std::path::PathBuf;

use keyturn_domain::review::{CampaignId, Role};
use keyturn_pack::archive;
use keyturn_pack::manifest::sha256;
use keyturn_pack::packet::{self, Packet, Seal, Unseal};

use super::{Answers, Part, Refusal, Review, WrittenFile};
use crate::app::App;
use crate::error::AppError;

/// What a packet holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketKind {
    /// Something to review.
    Part,
    /// Decisions.
    Decisions,
}

impl PacketKind {
    /// The code: `part` or `decisions`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Decisions => "decisions",
        }
    }
}

/// What a packet brought, or would bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenIn {
    /// What it is.
    pub what: PacketKind,
    /// Whose.
    pub reviewer: String,
    /// The campaign's id.
    pub campaign: CampaignId,
    /// The campaign's name.
    pub name: String,
    /// Items in it.
    pub items: u32,
    /// Decisions that are new here.
    pub decisions: u32,
    /// Items on which people differ.
    pub differs: u32,
    /// The campaign as it is now; `None` where nothing was changed.
    pub review: Option<Review>,
}

impl App {
    /// Writes a packet into a new file: for a reviewer from the lead's Keyturn, or, without a name, the decisions back.
    ///
    /// That it was handed out is written down first: a packet that then cannot be written was handed out to nobody, and
    /// is written again.
    pub async fn hand_out(
        &self,
        id: &str,
        reviewer: Option<&str>,
        seal: Seal,
        path: PathBuf,
    ) -> Result<WrittenFile, AppError> {
        packet::check(&seal).map_err(refused)?;
        let (packet, items) = if let Some(reviewer) = reviewer {
            let Part { campaign, items, delegations } = self.hand_out_part(id, reviewer).await?;
            let count = items.len();
            (Packet::Part(Box::new(packet::Part { campaign, items, delegations })), count)
        } else {
            let Answers { campaign, snapshot, reviewer, entries: log } = self.hand_back_answers(id).await?;
            let decided: std::collections::BTreeSet<_> = log.iter().filter_map(|entry| entry.entry.item()).collect();
            let count = decided.len();
            (Packet::Answers(packet::Answers { campaign, snapshot, reviewer, log }), count)
        };
        away(move || {
            let text = packet::seal(packet, &seal).map_err(refused)?;
            archive::write_file(&path, text.as_bytes()).map_err(|fault| match fault {
                archive::ArchiveFault::Io { source, .. } => AppError::Write { path: path.clone(), source },
                other => AppError::BadRequest(other.to_string()),
            })?;
            Ok(WrittenFile { path, items: count(items), sha256: sha256(text.as_bytes()) })
        })
        .await
    }

    /// Opens a packet and takes in what it holds; with `preview` only says what it would bring.
    pub async fn take_in(&self, packet: String, unseal: Unseal, preview: bool) -> Result<TakenIn, AppError> {
        match away(move || packet::open(&packet, &unseal).map_err(refused)).await? {
            Packet::Part(part) => {
                let packet::Part { campaign, items, delegations } = *part;
                let (id, name) = (campaign.id.clone(), campaign.name.clone());
                let reviewer = match &campaign.role {
                    Role::Reviewer(reviewer) => reviewer.clone(),
                    Role::Lead => String::new(),
                };
                let taken = self.take_in_part(Part { campaign, items, delegations }, preview).await?;
                Ok(TakenIn {
                    what: PacketKind::Part,
                    reviewer,
                    campaign: id,
                    name,
                    items: count(taken.items),
                    decisions: 0,
                    differs: 0,
                    review: taken.review,
                })
            }
            Packet::Answers(answers) => {
                let packet::Answers { campaign, snapshot, reviewer, log } = answers;
                let answers =
                    Answers { campaign: campaign.clone(), snapshot, reviewer: reviewer.clone(), entries: log };
                let taken = self.take_in_answers(answers, preview).await?;
                let name = self.review(campaign.as_str()).await?.campaign.name;
                Ok(TakenIn {
                    what: PacketKind::Decisions,
                    reviewer,
                    campaign,
                    name,
                    items: count(taken.items),
                    decisions: taken.decisions,
                    differs: taken.differs,
                    review: taken.review,
                })
            }
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` wants")]
fn refused(fault: packet::PacketFault) -> AppError {
    let words = fault.to_string();
    match Refusal::of_packet(&fault) {
        Some(refusal) => refusal.because(words),
        None => AppError::BadRequest(words),
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Ciphers and files away from the threads that answer the window: a passphrase takes half a second on purpose.
async fn away<T: Send + 'static>(work: impl FnOnce() -> Result<T, AppError> + Send + 'static) -> Result<T, AppError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(broken) => Err(AppError::BrokenOff(broken.to_string())),
    }
}
