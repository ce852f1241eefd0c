//! A list of people who left, as a personnel department sends it: CSV, whose columns a person chooses.
//!
//! Columns are proposed and never taken by themselves; a name matches exactly, in any case, or not at all; a line that
//! cannot be read is told with its number.

mod directory;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use directory::Directory;

/// Most lines of a list.
pub const MOST_LINES: u32 = 200_000;

/// The longest name or address, in characters: a longer one is a quote that never closes.
const LONGEST: usize = 256;

/// Most faults that are told one by one.
const MOST_FAULTS: usize = 200;

/// Column names for each thing, the plainest first; case, spaces, `-` and `_` make no difference.
const USERS: [&str; 9] =
    ["user", "username", "login", "loginname", "userid", "uid", "samaccountname", "account", "iamuser"];
const MAILS: [&str; 7] =
    ["mail", "email", "emailaddress", "mailaddress", "workemail", "userprincipalname", "primaryemail"];
const LEFT: [&str; 9] = [
    "left",
    "lefton",
    "leavingdate",
    "lastday",
    "lastworkingday",
    "enddate",
    "terminationdate",
    "exitdate",
    "offboardedon",
];

/// Which columns say what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// User names.
    pub user: Option<String>,
    /// Mail addresses.
    pub mail: Option<String>,
    /// The day on which they left.
    pub left: Option<String>,
}

/// By what a leaver was found to be a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// An IAM user of that name.
    User,
    /// A user of Identity Center of that name.
    IdentityCenter,
    /// The mail address.
    Mail,
}

impl FoundBy {
    /// The code that goes into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::IdentityCenter => "identity_center",
            Self::Mail => "mail",
        }
    }

    /// The way with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::User, Self::IdentityCenter, Self::Mail].into_iter().find(|by| by.code() == code)
    }
}

/// Somebody who left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaver {
    /// The line in the file, from 2 (1 is the header).
    pub line: u32,
    /// The user name. Hostile text.
    pub user: String,
    /// The mail address. Hostile text.
    pub mail: String,
    /// The day on which they left.
    pub left_on: Option<NaiveDate>,
    /// The principals that they are, themselves or with others, by ARN.
    pub principals: Vec<String>,
    /// By what that was found.
    pub by: Option<FoundBy>,
}

impl Leaver {
    /// The name to show: the user name, else the address.
    pub fn name(&self) -> &str {
        if self.user.is_empty() { &self.mail } else { &self.user }
    }

    /// Whether they have left by this day.
    pub fn has_left(&self, today: NaiveDate) -> bool {
        self.left_on.is_none_or(|on| on <= today)
    }
}

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Its columns.
    pub columns: Vec<String>,
    /// Columns that look right.
    pub proposed: Columns,
    /// Lines after the header.
    pub lines: u32,
    /// Who left, by the chosen columns; nobody where none was chosen.
    pub leavers: Vec<Leaver>,
    /// Lines that could not be read, with their number.
    pub faults: Vec<String>,
}

/// A file that is no list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListFault {
    /// There is nothing in it.
    #[error("the file is empty: a list of people who left begins with a line that names its columns")]
    Empty,
    /// Too long.
    #[error("the file has more than {MOST_LINES} lines")]
    TooLong,
    /// A chosen column that it does not have.
    #[error("the file has no column {name:?}; it has: {}", .known.join(", "))]
    NoColumn {
        /// The column.
        name: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// Two columns of one name.
    #[error("the file has two columns {0:?}: rename one of them")]
    Twice(String),
}

/// Reads a list by the chosen columns; without a chosen column of names or addresses it says which there are.
pub fn read(text: &str, chosen: &Columns) -> Result<List, ListFault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) if !text.trim().is_empty() => header.iter().enumerate().map(column).collect(),
        _ => return Err(ListFault::Empty),
    };
    let place = |wanted: &Option<String>| -> Result<Option<usize>, ListFault> {
        let Some(name) = wanted else { return Ok(None) };
        let mut found = header.iter().enumerate().filter(|(_, column)| *column == name).map(|(place, _)| place);
        match (found.next(), found.next()) {
            (Some(place), None) => Ok(Some(place)),
            (Some(_), Some(_)) => Err(ListFault::Twice(name.clone())),
            (None, _) => Err(ListFault::NoColumn { name: name.clone(), known: header.clone() }),
        }
    };
    let places = Places { user: place(&chosen.user)?, mail: place(&chosen.mail)?, left: place(&chosen.left)? };
    let mut list = List { proposed: proposed(&header), ..List::default() };
    let mut faults = 0;
    let mut lines = Lines { text, at: 0, line: 1 };
    for record in reader.records() {
        list.lines += 1;
        if list.lines > MOST_LINES {
            return Err(ListFault::TooLong);
        }
        let (line, read) = match &record {
            Ok(record) => {
                let line = lines.of(record.position());
                (line, places.leaver(record, header.len(), line))
            }
            Err(error) => (lines.of(error.position()), Err("it is no text".to_owned())),
        };
        match read {
            Ok(leaver) => list.leavers.extend(leaver),
            Err(fault) => {
                faults += 1;
                if faults <= MOST_FAULTS {
                    list.faults.push(format!("line {line}: {fault}"));
                }
            }
        }
    }
    if faults > MOST_FAULTS {
        list.faults.push(format!("and {} more lines that could not be read", faults - MOST_FAULTS));
    }
    list.columns = header;
    Ok(list)
}

/// Numbers of lines by bytes: the reader's own do not count the ends of lines that it skips.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line on which a record begins, from 1. Records are asked for in their order.
    fn of(&mut self, position: Option<&csv::Position>) -> u32 {
        let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        let bytes = self.text.as_bytes();
        let skipped = bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = bytes.get(self.at..start + skipped).unwrap_or_default();
        let ends = passed.split(|byte| *byte == b'\n').count() - 1;
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.at = self.at.max(start + skipped);
        self.line
    }
}

/// Where the chosen columns stand.
struct Places {
    user: Option<usize>,
    mail: Option<usize>,
    left: Option<usize>,
}

impl Places {
    /// Who a line names; nobody where no column of names or addresses was chosen.
    fn leaver(&self, record: &csv::StringRecord, columns: usize, line: u32) -> Result<Option<Leaver>, String> {
        if record.iter().any(|field| field.chars().count() > LONGEST) && record.iter().any(|f| f.contains('\n')) {
            return Err("a quote is opened and not closed".to_owned());
        }
        if record.len() != columns {
            return Err(format!("{} fields where the header names {columns}", record.len()));
        }
        if self.user.is_none() && self.mail.is_none() {
            return Ok(None);
        }
        let field = |place: Option<usize>| place.and_then(|place| record.get(place)).unwrap_or_default().trim();
        let (user, mail, left) = (field(self.user), field(self.mail), field(self.left));
        if user.is_empty() && mail.is_empty() {
            return Err("it names nobody".to_owned());
        }
        if let Some(long) = [user, mail].into_iter().find(|text| text.chars().count() > LONGEST) {
            return Err(format!("a name of {} characters", long.chars().count()));
        }
        let left_on = if left.is_empty() { None } else { Some(day(left)?) };
        Ok(Some(Leaver { line, user: user.to_owned(), mail: mail.to_owned(), left_on, ..Leaver::default() }))
    }
}

/// A day as `2026-11-30`, alone or before a time. `30/11/2026` and `11/30/2026` cannot be told apart on many days.
fn day(text: &str) -> Result<NaiveDate, String> {
    let (date, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let day = date.parse().ok().filter(|_| rest.is_empty() || rest.starts_with(['T', ' ']));
    let shown: String = text.chars().take(40).collect();
    day.ok_or_else(|| format!("{shown:?} is not a day such as 2026-11-30"))
}

/// What stands between the fields: what the header has most of, outside quotes.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        counts.iter_mut().filter(|(one, _)| *one == byte && !quoted).for_each(|(_, count)| *count += 1);
    }
    // The last of the greatest: a comma where there is none of them.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| byte)
}

/// A column's name; one without a name is called by its place.
fn column((place, name): (usize, &str)) -> String {
    let name = name.trim();
    if name.is_empty() { format!("column {}", place + 1) } else { name.chars().take(LONGEST).collect() }
}

fn proposed(header: &[String]) -> Columns {
    let plain = |name: &str| -> String {
        name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
    };
    let mut taken = BTreeSet::new();
    let mut first = |names: &[&str]| {
        let rank = |column: &&String| names.iter().position(|name| *name == plain(column));
        let best = header.iter().filter(|column| rank(column).is_some()).min_by_key(|column| rank(column)).cloned();
        best.filter(|name| taken.insert(name.clone()))
    };
    Columns { user: first(&USERS), mail: first(&MAILS), left: first(&LEFT) }
}

#[cfg(test)]
mod tests;
