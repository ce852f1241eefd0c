//! Printing: a table for people, the reply itself for programs.

use std::io::{Write, stderr, stdout};

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::secrets::ProblemDto;
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use crate::terminal::{safe, safe_json};

/// How a command that was carried out ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Done.
    Done,
    /// Done, with findings that make a check fail.
    Findings,
    /// Done in part: what is missing was listed.
    InPart,
    /// Nothing could be done; why was listed.
    Nothing,
}

impl Ending {
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Nothing => 3,
            Self::InPart => 4,
        }
    }
}

/// Where replies go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

/// Writes a line. A reader that went away (`keyturn … | head`) is no fault: the rest is simply not wanted.
fn print(mut to: impl Write, line: &str) {
    drop(writeln!(to, "{line}"));
}

#[expect(clippy::unused_self, reason = "whoever prints holds the Output; how each thing is printed is its own affair")]
impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Prints a reply: itself as JSON, or as `words` say it.
    pub(crate) fn reply<T: Serialize>(self, reply: &T, words: impl FnOnce(Self, &T)) {
        if self.json {
            match serde_json::to_string_pretty(reply) {
                Ok(text) => print(stdout(), &safe_json(&text)),
                Err(error) => self.complain(&format!("the reply cannot be written as JSON: {error}")),
            }
        } else {
            words(self, reply);
        }
    }

    /// Prints objects as JSON, one a line.
    pub(crate) fn json_lines<T: Serialize>(self, rows: &[T]) {
        for row in rows {
            match serde_json::to_string(row) {
                Ok(text) => print(stdout(), &safe_json(&text)),
                Err(error) => self.complain(&format!("a row cannot be written as JSON: {error}")),
            }
        }
    }

    /// A line for a person.
    pub(crate) fn line(self, text: &str) {
        print(stdout(), &text.lines().map(safe).collect::<Vec<_>>().join("\n"));
    }

    /// A line beside the reply.
    pub(crate) fn complain(self, text: &str) {
        print(stderr(), &format!("keyturn: {}", safe(text)));
    }

    /// A line of a summary beside the reply.
    pub(crate) fn aside(self, text: &str) {
        print(stderr(), &safe(text));
    }

    /// An error, as a person or a program reads it.
    pub(crate) fn error(self, error: &CommandError) {
        if self.json {
            print(stdout(), &safe_json(&format!("{:#}", serde_json::json!({ "error": error }))));
            return;
        }
        self.complain(&error.message);
        for cause in &error.causes {
            print(stderr(), &format!("  because: {}", safe(cause)));
        }
        if let Some(hint) = &error.hint {
            for line in hint.lines() {
                print(stderr(), &format!("  {}", safe(line)));
            }
        }
    }

    /// A table with aligned columns; the last one runs free.
    pub(crate) fn table(self, header: &[&str], rows: &[Vec<String>]) {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|text| safe(text)).collect()).collect();
        let widths: Vec<usize> = (0..header.len())
            .map(|column| {
                let cells = rows.iter().filter_map(|row| row.get(column)).map(|text| text.width());
                cells.chain([header.get(column).map_or(0, |title| title.width())]).max().unwrap_or(0)
            })
            .collect();
        let row_out = |cells: &mut dyn Iterator<Item = &str>| {
            let mut line = String::new();
            for (text, width) in cells.zip(&widths) {
                line.push_str(text);
                line.push_str(&" ".repeat(width.saturating_sub(text.width()) + 2));
            }
            print(stdout(), line.trim_end());
        };
        row_out(&mut header.iter().copied());
        for row in &rows {
            row_out(&mut row.iter().map(String::as_str));
        }
    }

    /// What could not be read, with what to do.
    pub(crate) fn problems(self, problems: &[ProblemDto]) {
        if problems.is_empty() {
            return;
        }
        print(stdout(), "\nNot read:");
        for problem in problems {
            let account = problem.account_name.as_ref().or(problem.account.as_ref()).or(problem.profile.as_ref());
            let place: Vec<&str> = [account, problem.region.as_ref(), problem.store.as_ref()]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            let place = safe(&place.join(" / "));
            let (action, message) = (safe(&problem.action), safe(&problem.message));
            print(stdout(), &format!("  {place}: {} ({action} {})", problem.hides, problem.reason));
            print(stdout(), &format!("    {message}\n    {}", safe(&problem.advice)));
        }
    }
}
