//! From facts to codes: every error of the use cases becomes one [`CommandError`].

use std::error::Error;

use keyturn_app::AppError;
use keyturn_app::review::Refusal;
use keyturn_app::{OpenError, StoreError};

use crate::contract::error::{Code, CommandError};

impl CommandError {
    fn new(code: Code, message: String) -> Self {
        Self { code, message, hint: None, causes: Vec::new(), span: None }
    }

    /// An argument is out of its range or of the wrong form.
    pub fn bad_request(message: String) -> Self {
        Self::new(Code::BadRequest, message)
    }

    /// A person closed the dialog.
    pub fn dismissed() -> Self {
        Self::new(Code::Dismissed, "Nothing was chosen.".to_owned())
    }

    fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

fn causes(error: &dyn Error) -> Vec<String> {
    std::iter::successors(error.source(), |cause| (*cause).source()).map(ToString::to_string).collect()
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        let message = error.to_string();
        let mut reply = match &error {
            AppError::Filter(filter) => {
                let mut reply = Self::new(Code::BadFilter, filter.message.clone());
                reply.span = u32::try_from(filter.start).ok().zip(u32::try_from(filter.end).ok());
                reply
            }
            AppError::Store(store) => from_store(store),
            AppError::NotFound { .. } => Self::new(Code::NotFound, message),
            AppError::Ambiguous { arns, .. } => Self::new(Code::BadRequest, message).hinted(arns.join("\n")),
            AppError::LooksLikeSecret { start, end, .. } => {
                let mut reply = Self::new(Code::LooksLikeSecret, message)
                    .hinted("Keyturn keeps no values. Take it out, and if it is real, rotate it.");
                reply.span = u32::try_from(*start).ok().zip(u32::try_from(*end).ok());
                reply
            }
            AppError::Incident(fault) if fault.looks_secret().is_some() => Self::new(Code::LooksLikeSecret, message)
                .hinted("Keyturn keeps no values. Say where it is kept, and if it is real, rotate it."),
            AppError::Incident(_) | AppError::BadRequest(_) | AppError::Read { .. } => {
                Self::new(Code::BadRequest, message)
            }
            AppError::Refused { refusal, .. } => Self::new(Code::from(*refusal), message),
            AppError::NoSources => Self::new(Code::NoSources, message)
                .hinted("Choose profiles under Settings, or: keyturn sync --profile NAME"),
            AppError::DoctorRunning => Self::bad_request("The doctor is looking already.".to_owned()),
            AppError::SyncRunning => sync_running(),
            AppError::TrailRunning => {
                Self::new(Code::SyncRunning, "Events are being collected or imported.".to_owned())
                    .hinted("Wait for it to end, or stop it where it was started.")
            }
            AppError::Query { message, start, end } => {
                let mut reply = Self::new(Code::BadFilter, message.clone());
                reply.span = u32::try_from(*start).ok().zip(u32::try_from(*end).ok());
                reply
            }
            AppError::Policy(faults) => {
                let lines: Vec<String> = faults
                    .iter()
                    .map(|fault| format!("{}:{}: {} {}", fault.line, fault.column, fault.message, fault.hint))
                    .collect();
                Self::new(Code::BadRequest, message).hinted(lines.join("\n"))
            }
            AppError::AuditBroken(_) => Self::new(Code::AuditBroken, message),
            AppError::Write { .. } => Self::new(Code::NotWritable, message),
            AppError::BrokenOff(_) => Self::new(Code::Internal, message),
        };
        if !matches!(error, AppError::Store(_)) {
            reply.causes = causes(&error);
        }
        reply
    }
}

impl From<Refusal> for Code {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Closed => Self::ReviewClosed,
            Refusal::OwnAccess => Self::OwnAccess,
            Refusal::NoteNeeded => Self::NoteNeeded,
            Refusal::CoverageGaps => Self::CoverageGaps,
            Refusal::PacketUnreadable => Self::PacketUnreadable,
            Refusal::PacketOtherCampaign => Self::PacketOtherCampaign,
            Refusal::PacketNewer => Self::PacketNewer,
            Refusal::PacketTaken => Self::PacketTaken,
            Refusal::PackUnreadable => Self::PackUnreadable,
        }
    }
}

fn sync_running() -> CommandError {
    CommandError::new(Code::SyncRunning, "Another sync is running on this data folder.".to_owned())
        .hinted("Wait for it to end, or stop it where it was started.")
}

pub(crate) fn from_store(error: &StoreError) -> CommandError {
    let message = error.to_string();
    let mut reply = match error {
        StoreError::WrongKey => CommandError::new(Code::WrongKey, message),
        StoreError::Damaged(_) => CommandError::new(Code::Damaged, message)
            .hinted("Restore a backup into an empty folder: keyturn --data-dir DIR restore FILE"),
        StoreError::Newer { .. } => CommandError::new(Code::NewerDatabase, message).hinted("Update Keyturn."),
        StoreError::NotWritable { .. } => CommandError::new(Code::NotWritable, message)
            .hinted("Check the folder's owner and rights, or name another one with --data-dir."),
        StoreError::DiskFull => CommandError::new(Code::NotWritable, message).hinted("Make room, then do it again."),
        StoreError::NotReadable { .. } => {
            CommandError::new(Code::NotWritable, message).hinted("Check the file's owner and rights.")
        }
        StoreError::SyncRunning => sync_running(),
        StoreError::NotFound(_) => CommandError::new(Code::NotFound, message),
        StoreError::Busy => CommandError::new(Code::Internal, message).hinted("Try again in a moment."),
        StoreError::FilterTooLong { .. }
        | StoreError::PassphraseTooShort { .. }
        | StoreError::Exists(_)
        | StoreError::RotationOpen { .. } => CommandError::new(Code::BadRequest, message),
        StoreError::Row { .. } => CommandError::new(Code::Damaged, message)
            .hinted("Restore a backup into another folder: keyturn --data-dir DIR restore FILE"),
        StoreError::Sql(_) => CommandError::new(Code::Internal, message),
    };
    reply.causes = causes(error);
    reply
}

pub(crate) fn from_open(error: &OpenError) -> CommandError {
    let message = error.to_string();
    let mut reply = match error {
        OpenError::Store(store) => return from_store(store),
        OpenError::PassphraseNeeded { first: true, .. } => CommandError::new(Code::Locked, message)
            .hinted("Choose a passphrase in the window, or put one into the file that KEYTURN_PASSPHRASE_FILE names."),
        OpenError::PassphraseNeeded { first: false, .. } => CommandError::new(Code::Locked, message)
            .hinted("Type it in the window, or name its file with KEYTURN_PASSPHRASE_FILE."),
        OpenError::KeyringUnavailable { .. } => CommandError::new(Code::KeyringUnavailable, message)
            .hinted("Unlock the keyring of this desktop session and start Keyturn again. Nothing was changed."),
        OpenError::DatabaseMissing { .. } => CommandError::new(Code::Damaged, message)
            .hinted("Restore a backup, or move keyturn.json away to begin anew."),
        OpenError::KeyNotUnderstood { .. } => CommandError::new(Code::KeyringUnavailable, message)
            .hinted("Put the right key back into the keyring, or restore a backup into another folder."),
        OpenError::CustodyMissing { .. } => CommandError::new(Code::WrongKey, message)
            .hinted("Put keyturn.json back beside the database; a backup holds what it guards."),
        OpenError::CustodyNotUnderstood { .. } => CommandError::new(Code::Damaged, message)
            .hinted("Put keyturn.json back as it was, or restore a backup into another folder."),
        OpenError::DatabaseExists(_) => CommandError::new(Code::BadRequest, message)
            .hinted("Name an empty folder with --data-dir, or move the database away."),
        OpenError::PassphraseFile { .. } => {
            CommandError::new(Code::BadRequest, message).hinted("KEYTURN_PASSPHRASE_FILE names it.")
        }
    };
    reply.causes = causes(error);
    reply
}
