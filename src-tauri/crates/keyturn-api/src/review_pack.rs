//! Packets for reviewers, and the pack that an auditor checks.

use std::path::{Path, PathBuf};

use keyturn_app::review::{Names, Seal, TakenIn, Unseal, Verification, WrittenFile};
use keyturn_app::{AppError, Zeroizing, review, text_file};

use crate::contract::error::CommandError;
use crate::contract::review_pack::{
    HandOutRequest, PackDiffReply, PackDifference, PackFile, PackReply, PackRequest, ReviewFileReply, TakeInReply,
    TakeInRequest, TextFile, VerifyCheck, VerifyReply,
};
use crate::host::Host;
use crate::reviews;

/// Reads a text file that a person chose.
pub fn text_file(path: &Path) -> Result<TextFile, CommandError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(TextFile { name, text: text_file::read(path)? })
}

/// Writes a packet: a reviewer's part, or from the reviewer's own Keyturn the decisions back.
pub async fn hand_out(host: &Host, request: HandOutRequest, path: PathBuf) -> Result<ReviewFileReply, CommandError> {
    let seal = match (request.passphrase, request.recipient) {
        (Some(passphrase), None) => Seal::Passphrase(Zeroizing::new(passphrase)),
        (None, Some(recipient)) => Seal::Recipient(recipient),
        _ => return Err(CommandError::bad_request("name a passphrase or a recipient, one of them".to_owned())),
    };
    Ok(file(host.app()?.hand_out(&request.id, request.reviewer.as_deref(), seal, path).await?))
}

pub(crate) fn file(of: WrittenFile) -> ReviewFileReply {
    ReviewFileReply { path: of.path.display().to_string(), items: of.items, sha256: of.sha256 }
}

/// Takes a packet in, or shows only what it would bring.
pub async fn take_in(host: &Host, request: TakeInRequest) -> Result<TakeInReply, CommandError> {
    let unseal = match (request.passphrase, request.identity) {
        (Some(passphrase), None) => Unseal::Passphrase(Zeroizing::new(passphrase)),
        (None, Some(identity)) => Unseal::Identity(Zeroizing::new(identity)),
        _ => return Err(CommandError::bad_request("name a passphrase or an identity, one of them".to_owned())),
    };
    let TakenIn { what, reviewer, campaign, name, items, decisions, differs, review } =
        host.app()?.take_in(request.packet, unseal, request.preview).await?;
    Ok(TakeInReply {
        what: what.code().to_owned(),
        reviewer,
        campaign: campaign.to_string(),
        name,
        items,
        decisions,
        differs,
        review: review.as_ref().map(reviews::reply),
    })
}

/// Writes the pack.
pub async fn write(host: &Host, request: PackRequest, path: PathBuf) -> Result<PackReply, CommandError> {
    let names = Names::from_code(&request.names)
        .ok_or_else(|| CommandError::bad_request(format!("{:?} is none of full, short, none", request.names)))?;
    let written = host.app()?.write_pack(&request.id, names, request.zip, path).await?;
    Ok(PackReply {
        path: written.path.display().to_string(),
        files: written
            .files
            .into_iter()
            .map(|file| PackFile { name: file.name, bytes: file.bytes, sha256: file.sha256 })
            .collect(),
        public_key: written.public_key,
        shows: review::shows(names),
    })
}

/// Checks a pack: a zip file, a folder, or the manifest in one. Needs no database; with one it says whether the key is
/// this Keyturn's own.
pub async fn verify(host: Option<&Host>, path: &Path) -> Result<VerifyReply, CommandError> {
    let own = match host {
        Some(host) => host.app()?.public_key().await?,
        None => None,
    };
    let Verification { holds, campaign, written_at, names, public_key, checks } =
        away(path.to_owned(), |path| review::verify_pack(&path)).await?;
    Ok(VerifyReply {
        path: path.display().to_string(),
        holds,
        campaign,
        written_at,
        own_key: own.is_some() && own == public_key,
        public_key,
        checks: checks
            .into_iter()
            .map(|check| VerifyCheck { name: check.name, holds: check.holds, words: check.words })
            .collect(),
        shows: review::shows(names.unwrap_or_default()),
    })
}

/// Compares two packs that hold.
pub async fn diff(before: &Path, after: &Path) -> Result<PackDiffReply, CommandError> {
    let compared = away((before.to_owned(), after.to_owned()), |(before, after)| review::diff_packs(&before, &after));
    let compared = compared.await?;
    let all = |differences: Vec<review::Difference>| {
        let one = |of: review::Difference| PackDifference { item: of.item, title: of.title, words: of.words };
        differences.into_iter().map(one).collect()
    };
    Ok(PackDiffReply {
        before: compared.before,
        after: compared.after,
        added: all(compared.diff.added),
        removed: all(compared.diff.removed),
        changed: all(compared.diff.changed),
    })
}

/// Reads and checks files away from the threads that answer the window.
async fn away<P: Send + 'static, T: Send + 'static>(
    paths: P,
    work: impl FnOnce(P) -> Result<T, AppError> + Send + 'static,
) -> Result<T, CommandError> {
    match tokio::task::spawn_blocking(move || work(paths)).await {
        Ok(done) => Ok(done?),
        Err(broken) => Err(AppError::BrokenOff(broken.to_string()).into()),
    }
}
