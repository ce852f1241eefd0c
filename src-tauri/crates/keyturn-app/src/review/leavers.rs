//! Who of a list of people who left is a principal here.

use std::sync::Arc;

use keyturn_access::world::PrincipalKind;
use keyturn_domain::review::leavers::{self, Columns, Directory, Leaver};

use crate::access::Evaluation;
use crate::app::App;
use crate::error::AppError;

/// The longest list, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

/// A list of people who left, compared with the principals that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leavers {
    /// The columns of the file.
    pub columns: Vec<String>,
    /// Columns that look right; never taken by themselves.
    pub proposed: Columns,
    /// Lines after the header.
    pub lines: u32,
    /// Those that are a principal, or people behind one.
    pub matched: Vec<Leaver>,
    /// Those that are nobody here.
    pub unmatched: Vec<Leaver>,
    /// Lines that could not be read, with their number.
    pub faults: Vec<String>,
}

impl App {
    /// Reads a list of people who left by the chosen columns, and finds out who of them is a principal here. Stores
    /// nothing.
    pub async fn leavers(self: &Arc<Self>, text: String, chosen: Columns) -> Result<Leavers, AppError> {
        if text.len() > LONGEST {
            return Err(AppError::BadRequest("the file is larger than 64 MiB".to_owned()));
        }
        let evaluation = self.access().await?;
        self.with_database(move |_| {
            let list = leavers::read(&text, &chosen).map_err(|fault| AppError::BadRequest(fault.to_string()))?;
            let known = directory(&evaluation);
            let mut found = Leavers {
                columns: list.columns,
                proposed: list.proposed,
                lines: list.lines,
                faults: list.faults,
                ..Leavers::default()
            };
            for mut leaver in list.leavers {
                let side = if known.find(&mut leaver) { &mut found.matched } else { &mut found.unmatched };
                side.push(leaver);
            }
            Ok(found)
        })
        .await
    }
}

/// Users, and the people behind roles who are known by name.
fn directory(evaluation: &Evaluation) -> Directory {
    let mut known = Directory::default();
    for (place, principal) in evaluation.world.principals.iter().enumerate() {
        if principal.kind == PrincipalKind::User {
            known.add_user(&principal.name, &principal.arn);
        }
        for person in evaluation.people(place).iter().filter(|person| person.known) {
            known.add_person(&person.name, person.emails.iter().map(String::as_str), &principal.arn);
        }
    }
    known
}
