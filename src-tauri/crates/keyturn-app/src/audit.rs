//! The audit log: reading it, and walking its chain.

use keyturn_domain::audit::{AuditEntry, BrokenChain};

use crate::app::App;
use crate::error::AppError;

/// A stretch of the log.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// Newest first.
    pub entries: Vec<AuditEntry>,
    /// How many there are.
    pub total: u64,
}

/// What a walk along the chain found.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Good entries.
    pub entries: u64,
    /// The hash of the last good entry.
    pub newest_hash: String,
    /// Where the chain is broken, if it is.
    pub broken: Option<BrokenChain>,
}

impl App {
    /// Entries of the log, newest first: `limit` (at most 500) from `offset` on.
    pub async fn audit_log(&self, offset: u32, limit: u32) -> Result<AuditPage, AppError> {
        self.with_database(move |database| {
            Ok(database.read(|reader| {
                let audit = reader.audit();
                Ok(AuditPage { entries: audit.page(offset, limit.min(500))?, total: audit.count()? })
            })?)
        })
        .await
    }

    /// Walks the whole chain.
    pub async fn verify_audit(&self) -> Result<Verified, AppError> {
        self.with_database(|database| {
            let (walked, broken) = database.read(|reader| reader.audit().verify())?;
            let (entries, newest_hash) = walked;
            Ok(Verified { entries, newest_hash, broken })
        })
        .await
    }
}
