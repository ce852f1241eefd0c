//! Runbooks of a folder, without a database: linted in CI, shown when Keyturn does not open, begun.

use std::path::{Path, PathBuf};

use keyturn_app::runbooks::offline::{self, Linted};
use keyturn_app::runbooks::{Level, Runbook, RunbookKind, text};
use serde::Serialize;

use super::{finding, form};
use crate::contract::error::CommandError;
use crate::contract::runbooks::RunbookFindingDto;

/// What the lint of a folder says.
#[derive(Clone, Debug, Serialize)]
pub struct LintReply {
    /// How many Markdown files were read.
    pub files: usize,
    /// Whether any finding is an error.
    pub failed: bool,
    /// What is wrong, in the order of files and lines.
    pub findings: Vec<RunbookFindingDto>,
    /// What could not be read, in sentences.
    pub problems: Vec<String>,
}

/// A runbook as a text.
#[derive(Clone, Debug, Serialize)]
pub struct TextReply {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// `markdown`, `html` or `cacao`.
    pub format: String,
    /// The text.
    pub text: String,
}

/// A runbook that was begun.
#[derive(Clone, Debug, Serialize)]
pub struct BegunReply {
    /// Its file.
    pub path: String,
}

/// Lints a folder over the shipped runbooks; `base` is the folder as it was, for the rule that versions rise. Beside
/// the reply, the same as SARIF.
pub fn lint(folder: &Path, base: Option<&Path>) -> Result<(LintReply, serde_json::Value), CommandError> {
    let Linted { files, findings, problems } = offline::lint_folder(folder, base)?;
    let failed = findings.iter().any(|one| one.level == Level::Error);
    let reply = LintReply { files, failed, findings: findings.iter().map(finding).collect(), problems };
    Ok((reply, offline::as_sarif(&findings)))
}

/// A runbook as a text: of a file (what ends in `.md`), or by its id among the shipped ones and those of `folders`.
pub fn page(which: &str, folders: &[PathBuf], format: &str) -> Result<TextReply, CommandError> {
    let form = form(format)?;
    let path = Path::new(which);
    let is_file = path.extension().is_some_and(|extension| extension == "md");
    let runbook: Runbook = if is_file { offline::by_file(path)? } else { offline::by_id(which, folders)? };
    let text = text(&runbook, form);
    Ok(TextReply { id: runbook.head.id, version: runbook.head.version.to_string(), format: format.to_owned(), text })
}

/// The kinds of runbooks, by their codes.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    RunbookKind::ALL.iter().map(|kind| kind.code())
}

/// Writes a new runbook to begin with into a folder.
pub fn begin(kind: &str, id: &str, title: &str, owner: &str, folder: &Path) -> Result<BegunReply, CommandError> {
    let kind = RunbookKind::from_code(kind)
        .ok_or_else(|| CommandError::bad_request(format!("{kind:?} is no kind of runbook")))?;
    let path = offline::begin(kind, id, title, owner, folder)?;
    Ok(BegunReply { path: path.display().to_string() })
}
