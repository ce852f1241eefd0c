//! Cases that a person writes, each decided by itself: no database, no AWS.

use keyturn_access::plain::{self, BadCase, Checked};
use serde_json::Value;

/// One case with its decision.
#[derive(Debug)]
pub struct Case {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What was decided, or why it cannot be.
    pub checked: Result<Checked, BadCase>,
}

/// Decides the case, or the list of cases, that a text holds. Whether it was a list comes first.
pub fn check(text: &str) -> Result<(bool, Vec<Case>), BadCase> {
    let decided = |case: &Value| Case {
        name: case.get("name").and_then(Value::as_str).map(str::to_owned),
        checked: plain::check(&case.to_string()),
    };
    Ok(match serde_json::from_str(text)? {
        Value::Array(cases) => (true, cases.iter().map(decided).collect()),
        // By its own text, so that what is wrong is told with its line and column.
        case => (false, vec![Case { checked: plain::check(text), ..decided(&case) }]),
    })
}
