//! Refusals of reviews that a face treats by themselves. All others are sentences alone.

use keyturn_domain::review::CampaignFault;
use keyturn_domain::review::decision::Fault;
use keyturn_domain::review::sign_off::CloseFault;
use keyturn_pack::packet::PacketFault;
use keyturn_pack::strict::ReadFault;

use super::sentence;
use crate::error::AppError;

/// What is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The campaign is closed.
    Closed,
    /// Somebody would decide on their own access.
    OwnAccess,
    /// A note is needed.
    NoteNeeded,
    /// Parts of the scope were not read, and nobody says why it opens anyway.
    CoverageGaps,
    /// A packet does not open, or was changed.
    PacketUnreadable,
    /// A packet is of a campaign, or of a snapshot of it, that is not here.
    PacketOtherCampaign,
    /// A later version wrote a packet.
    PacketNewer,
    /// A packet is older than what was taken in before.
    PacketTaken,
    /// A pack cannot be read, or does not hold.
    PackUnreadable,
}

impl Refusal {
    /// With the sentence that says why.
    pub(super) fn because(self, words: impl Into<String>) -> AppError {
        AppError::Refused { refusal: self, words: words.into() }
    }

    /// What a decision's fault is.
    pub fn of_decision(fault: &Fault) -> Option<Self> {
        match fault {
            Fault::Closed => Some(Self::Closed),
            Fault::OwnAccess(_) | Fault::TheirOwnAccess(_) => Some(Self::OwnAccess),
            Fault::NoNote => Some(Self::NoteNeeded),
            _ => None,
        }
    }

    /// What keeps a campaign from being opened.
    pub(super) fn of_campaign(fault: &CampaignFault) -> Option<Self> {
        matches!(fault, CampaignFault::Gaps(_)).then_some(Self::CoverageGaps)
    }

    /// What keeps a campaign from being closed.
    pub(super) fn of_close(fault: &CloseFault) -> Option<Self> {
        matches!(fault, CloseFault::Closed).then_some(Self::Closed)
    }

    /// What a packet's fault is: how it is sealed is a matter of what was typed.
    pub(super) fn of_packet(fault: &PacketFault) -> Option<Self> {
        match fault {
            PacketFault::Contents(ReadFault::Schema { .. } | ReadFault::Unknown(_)) => Some(Self::PacketNewer),
            PacketFault::NotAPacket
            | PacketFault::WantsIdentity
            | PacketFault::WantsPassphrase
            | PacketFault::WrongKey
            | PacketFault::TooMuchWork(_)
            | PacketFault::Tampered
            | PacketFault::TooLarge
            | PacketFault::Contents(ReadFault::Form(_)) => Some(Self::PacketUnreadable),
            PacketFault::ShortPassphrase
            | PacketFault::NotARecipient
            | PacketFault::NotAnIdentity
            | PacketFault::NotWritten(_) => None,
        }
    }
}

/// All faults in one sentence, if there are any; with what is refused where that is the only one.
pub(super) fn refuse<F: ToString>(faults: &[F], refusal: fn(&F) -> Option<Refusal>) -> Result<(), AppError> {
    let words = sentence(faults);
    match faults {
        [] => Ok(()),
        [one] => {
            Err(refusal(one).map_or_else(|| AppError::BadRequest(words.clone()), |known| known.because(words.clone())))
        }
        _ => Err(AppError::BadRequest(words)),
    }
}
