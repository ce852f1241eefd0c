//! Evaluations of files alone, for the command line: no database, no AWS, no data folder.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use keyturn_app::AppError;
use keyturn_app::access::{self, Access, Answer, BadCase, Cause, Checked, EvalError, Response, Step, Wanted};
use serde::Serialize;
use serde_json::{Value, json};

use crate::contract::error::CommandError;

/// The name of a file that stands for the standard stream.
const STANDARD: &str = "-";

/// What is to be evaluated.
#[derive(Clone, Debug)]
pub struct EvalRequest {
    /// The access snapshot; `-` for standard input.
    pub input: PathBuf,
    /// Where the lines go; `-` for standard output.
    pub out: PathBuf,
    /// Pairs that cannot, too.
    pub all: bool,
    /// One action alone.
    pub action: Option<String>,
}

/// What was evaluated.
#[derive(Clone, Debug, Serialize)]
pub struct EvalReply {
    /// Users and roles.
    pub principals: usize,
    /// Secrets and parameters.
    pub secrets: usize,
    /// Pairs that can read.
    pub can: u64,
    /// Pairs that can under a condition.
    pub conditional: u64,
    /// Pairs that are not known.
    pub unknown: u64,
    /// Pairs that cannot.
    pub cannot: u64,
    /// Whether every pair is known.
    pub whole: bool,
    /// What could not be read or understood, in a sentence each.
    pub limits: Vec<String>,
}

/// The full name of an action that reads a value, however it was typed.
pub fn action(typed: &str) -> Result<String, CommandError> {
    Ok(access::action(typed)?.to_owned())
}

/// Evaluates a snapshot; a line of JSON for each pair.
pub fn eval(request: &EvalRequest) -> Result<EvalReply, CommandError> {
    let text = read(&request.input)?;
    let wanted = Wanted { all: request.all, action: request.action.as_deref() };
    let failed = |source| CommandError::from(AppError::Write { path: request.out.clone(), source });
    let write = |mut out: &mut dyn io::Write| {
        access::eval(&text, wanted, &mut out).map_err(|error| match error {
            EvalError::Refused(refused) => refused.into(),
            EvalError::Write(source) => failed(source),
        })
    };
    let evaluated = if request.out == Path::new(STANDARD) {
        write(&mut BufWriter::with_capacity(1 << 16, io::stdout().lock()))?
    } else {
        let mut out = BufWriter::with_capacity(1 << 16, File::create(&request.out).map_err(failed)?);
        let evaluated = write(&mut out)?;
        out.flush().map_err(failed)?;
        evaluated
    };
    let counts = evaluated.counts;
    Ok(EvalReply {
        principals: evaluated.principals,
        secrets: evaluated.secrets,
        can: counts.can,
        conditional: counts.conditional,
        unknown: counts.unknown,
        cannot: (evaluated.principals as u64 * evaluated.secrets as u64)
            .saturating_sub(counts.can + counts.conditional + counts.unknown),
        whole: counts.unknown == 0 && evaluated.left_out == 0,
        limits: evaluated.limits,
    })
}

/// Cases with their decisions.
#[derive(Debug)]
pub struct CheckReply {
    /// Whether the file holds a list.
    pub list: bool,
    /// One for each case.
    pub cases: Vec<CheckedDto>,
}

/// One case with its decision.
#[derive(Debug)]
pub struct CheckedDto {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What was decided, or why it cannot be.
    pub checked: Result<Checked, BadCase>,
}

/// Decides the case, or the list of cases, in a file; `-` for standard input.
pub fn check(file: &Path) -> Result<CheckReply, CommandError> {
    let text = read(file)?;
    let (list, cases) =
        access::check(&text).map_err(|error| CommandError::bad_request(format!("{}: {error}", file.display())))?;
    let cases: Vec<CheckedDto> =
        cases.into_iter().map(|case| CheckedDto { name: case.name, checked: case.checked }).collect();
    match &cases[..] {
        [CheckedDto { checked: Err(error), .. }] if !list => {
            Err(CommandError::bad_request(format!("{}: {error}", file.display())))
        }
        _ => Ok(CheckReply { list, cases }),
    }
}

impl CheckReply {
    /// As JSON: one object, or a list where the file was one.
    pub fn json(&self) -> Value {
        let mut cases = self.cases.iter().map(|case| {
            let mut value = match &case.checked {
                Ok(checked) => serde_json::to_value(checked).unwrap_or_default(),
                Err(error) => json!({ "error": error.to_string() }),
            };
            if let Some(name) = &case.name {
                value["name"] = json!(name);
            }
            value
        });
        if self.list { cases.collect() } else { cases.next().unwrap_or_default() }
    }
}

impl CheckedDto {
    /// As lines for a person: the decision, then what each policy said.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(name) = &self.name {
            lines.push(format!("{name}:"));
        }
        let checked = match &self.checked {
            Ok(checked) => checked,
            Err(error) => {
                lines.push(format!("not decided: {error}"));
                return lines;
            }
        };
        lines.push(decision(checked));
        lines.extend(checked.decision.causes.iter().map(|cause| match cause {
            Cause::Condition { words, .. } => format!("  {words}"),
            Cause::Unread { what } => format!("  not known: {what}"),
        }));
        if !checked.blocked_by.is_empty() {
            let steps: Vec<&str> = checked.blocked_by.iter().copied().map(step).collect();
            lines.push(format!("  held back by: {}", steps.join("; ")));
        }
        lines.extend(checked.answers.iter().flat_map(answer));
        lines.extend(checked.faults.iter().map(|fault| format!("  not understood: {}: {}", fault.place, fault.what)));
        lines
    }
}

fn decision(checked: &Checked) -> String {
    let word = match checked.response {
        Response::Allowed => "Allowed",
        Response::ImplicitlyDenied => "ImplicitlyDenied",
        Response::ExplicitlyDenied => "ExplicitlyDenied",
        Response::Undecided => "Undecided",
    };
    let access = match checked.decision.access {
        Access::Can => "can",
        Access::Conditional => "conditional",
        Access::Unknown => "unknown",
        Access::Cannot => "cannot",
    };
    format!("{word} ({access})")
}

/// What holds a call back, in words.
pub(super) fn step(step: Step) -> &'static str {
    match step {
        Step::ExplicitDeny => "a statement that denies",
        Step::ServiceControl => "a level of service control policies that does not allow it",
        Step::Identity => "no identity policy that allows it",
        Step::Boundary => "the permissions boundary",
        Step::Session => "the session policy",
        Step::Resource => "no resource policy that allows it",
        Step::KeyState => "the key's state",
    }
}

fn answer(answer: &Answer) -> Vec<String> {
    if answer.statements.is_empty() {
        return vec![format!("  {}: nothing that fits", answer.place)];
    }
    let said = answer.statements.iter().flat_map(|said| {
        let sid = said.sid.as_ref().map(|sid| format!(" ({sid})")).unwrap_or_default();
        let verb = super::words::says(said);
        let mut lines = vec![format!("  {}: statement {}{sid} {verb}", answer.place, said.index)];
        let state = |access: &Access| super::words::state(*access);
        lines.extend(said.conditions.iter().map(|(words, met)| format!("    {words}: {}", state(met))));
        lines
    });
    said.collect()
}

/// A file's text, or that of standard input.
fn read(path: &Path) -> Result<String, CommandError> {
    let text =
        if path == Path::new(STANDARD) { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(path) };
    text.map_err(|source| AppError::Read { path: path.to_owned(), source }.into())
}
