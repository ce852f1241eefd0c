//! The list of secrets as it is asked for: which columns there are, and in what order the rows come.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A column of the list of secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The name.
    Name,
    /// The store.
    Store,
    /// The kind.
    Kind,
    /// The account.
    Account,
    /// The region.
    Region,
    /// The environment read from the path.
    Environment,
    /// The service read from the path.
    Service,
    /// The age of the current value.
    Age,
    /// The date at which the policy wants it rotated. The store knows none and sorts it as names: whoever evaluates
    /// the policy sorts by it.
    Due,
    /// The last automatic rotation.
    Rotated,
    /// How it is rotated.
    Rotation,
    /// The KMS key.
    Key,
    /// The last read that AWS reports.
    Read,
    /// The owner.
    Owner,
    /// How many users and roles can read it, under a condition included.
    Readers,
    /// The number of replicas.
    Replicas,
    /// The review status.
    Review,
}

/// Text that names no column.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not a column")]
pub struct UnknownColumn(pub String);

impl Column {
    /// Every column, in the order of a fresh list.
    pub const ALL: [Self; 17] = [
        Self::Name,
        Self::Store,
        Self::Kind,
        Self::Account,
        Self::Region,
        Self::Environment,
        Self::Service,
        Self::Age,
        Self::Due,
        Self::Rotated,
        Self::Rotation,
        Self::Key,
        Self::Read,
        Self::Readers,
        Self::Owner,
        Self::Replicas,
        Self::Review,
    ];

    /// The code that is stored in views and put into JSON and CSV.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Store => "store",
            Self::Kind => "kind",
            Self::Account => "account",
            Self::Region => "region",
            Self::Environment => "environment",
            Self::Service => "service",
            Self::Age => "age",
            Self::Due => "due",
            Self::Rotated => "rotated",
            Self::Rotation => "rotation",
            Self::Key => "key",
            Self::Read => "read",
            Self::Readers => "readers",
            Self::Owner => "owner",
            Self::Replicas => "replicas",
            Self::Review => "review",
        }
    }
}

impl FromStr for Column {
    type Err = UnknownColumn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|column| column.code() == text).ok_or_else(|| UnknownColumn(text.to_owned()))
    }
}

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Smallest first; for ages, newest first.
    #[default]
    Ascending,
    /// Largest first; for ages, oldest first.
    Descending,
}

/// The order of the rows. Rows without a value in the column come last either way; ties go by name and ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// The direction.
    pub direction: Direction,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: Column::Name, direction: Direction::Ascending }
    }
}
