//! What the doctor found, as a table for spreadsheets: a row for each account and action.

use keyturn_domain::spreadsheet::guard;

use super::{ActionFound, Diagnosis};
use crate::error::AppError;

/// A header, a row for each account and action, and one for each thing that could not be tried (state `not_asked`).
pub fn to_csv(diagnosis: &Diagnosis) -> Result<String, AppError> {
    let broken = |error: &dyn std::fmt::Display| AppError::BrokenOff(error.to_string());
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 9]| out.write_record(row.map(|cell| guard(cell).into_owned()));
    let header = ["account", "account_name", "profile", "action", "state", "refused_in", "hides", "reason", "message"];
    write(header).map_err(|error| broken(&error))?;
    for account in &diagnosis.accounts {
        let (id, name) = (account.account.id.to_string(), account.account.name.clone().unwrap_or_default());
        let profile = account.profile.clone().unwrap_or_default();
        for ActionFound { action, state, refused_in, problem } in &account.actions {
            let regions = refused_in.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            let (reason, message) =
                problem.as_ref().map_or(("", ""), |problem| (problem.reason.code(), problem.message.as_str()));
            let row = [&id, &name, &profile, action.name, state.code(), &regions, action.hides.code(), reason, message];
            write(row).map_err(|error| broken(&error))?;
        }
    }
    for problem in &diagnosis.problems {
        let account = problem.account.as_ref().map(ToString::to_string).unwrap_or_default();
        let region = problem.region.as_ref().map(ToString::to_string).unwrap_or_default();
        let profile = problem.profile.clone().unwrap_or_default();
        let (hides, reason) = (problem.hides.code(), problem.reason.code());
        let row = [&account, "", &profile, &problem.action, "not_asked", &region, hides, reason, &problem.message];
        write(row).map_err(|error| broken(&error))?;
    }
    let bytes = out.into_inner().map_err(|error| broken(&error))?;
    String::from_utf8(bytes).map_err(|error| broken(&error))
}
