//! A snapshot evaluated by itself: no database, no AWS.

use std::io::{self, Write};

use keyturn_access::fast;
use keyturn_access::plain::Access;
use keyturn_access::snapshot;
use keyturn_access::world::World;
use serde::Serialize;

use super::counts::Counts;
use crate::error::AppError;

/// The actions to which an evaluation can be narrowed.
///
/// `BatchGetSecretValue` needs `GetSecretValue` for each secret as well, and so adds nobody.
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html>
pub const ACTIONS: [&str; 5] = [
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParameterHistory",
    "ssm:GetParametersByPath",
];

/// What of the matrix is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Pairs that cannot, too.
    pub all: bool,
    /// One of [`ACTIONS`] alone, with or without its service.
    pub action: Option<&'a str>,
}

/// What was evaluated.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// Users and roles.
    pub principals: usize,
    /// Secrets and parameters.
    pub secrets: usize,
    /// Pairs that are not *cannot*.
    pub counts: Counts,
    /// What could not be read or understood, in a sentence each.
    pub limits: Vec<String>,
    /// Entries of the snapshot that are no principal and no secret for want of an ARN: their pairs are not in it.
    pub left_out: usize,
}

/// One line of the matrix.
#[derive(Serialize)]
struct Line<'a> {
    principal: &'a str,
    secret: &'a str,
    access: Access,
    conditions: &'a [&'a str],
}

/// Evaluates a snapshot's text and writes a line of JSON for each pair that is wanted.
pub fn eval(text: &str, wanted: Wanted<'_>, out: &mut dyn Write) -> Result<Evaluated, EvalError> {
    let action = wanted.action.map(action).transpose()?;
    let snapshot = snapshot::read(text).map_err(|error| AppError::BadRequest(error.to_string()))?;
    let world = World::of(&snapshot);
    let mut counts = Counts::default();
    let compiled = fast::compile(&world);
    let mut rows = compiled.rows(action);
    for (number, principal) in world.principals.iter().enumerate() {
        let row = rows.row(number);
        let principal = &principal.arn;
        let mut write = |secret: usize, access: Access| {
            let secret_arn = &world.secrets[secret].arn;
            let line = Line { principal, secret: secret_arn, access, conditions: &row.conditions(secret) };
            serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
            out.write_all(b"\n")
        };
        for cell in row.cells() {
            counts.add(cell.access);
            if !wanted.all {
                write(cell.secret, cell.access)?;
            }
        }
        if wanted.all {
            (0..world.secrets.len()).try_for_each(|secret| write(secret, row.access(secret)))?;
        }
    }
    out.flush()?;
    let entries: usize = snapshot.accounts.iter().map(|account| account.secrets.len() + account.parameters.len()).sum();
    Ok(Evaluated {
        principals: world.principals.len(),
        secrets: world.secrets.len(),
        counts,
        limits: super::limits::of(&world),
        left_out: entries.saturating_sub(world.secrets.len()),
    })
}

/// The full name of one of [`ACTIONS`], however it was typed.
pub fn action(typed: &str) -> Result<&'static str, AppError> {
    let fits = |known: &&&str| {
        known.eq_ignore_ascii_case(typed)
            || known.split(':').nth(1).is_some_and(|name| name.eq_ignore_ascii_case(typed))
    };
    ACTIONS.iter().find(fits).copied().ok_or_else(|| {
        AppError::BadRequest(format!("{typed:?} is no action that reads a value: {}", ACTIONS.join(", ")))
    })
}

/// Why a snapshot was not evaluated.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// It is none, or the action is unknown.
    #[error(transparent)]
    Refused(#[from] AppError),
    /// The lines cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}
