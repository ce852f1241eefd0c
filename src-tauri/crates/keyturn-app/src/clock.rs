//! The clock. Nothing below this package reads it.

use chrono::{DateTime, Utc};

/// Where the present comes from.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The machine.
    #[default]
    System,
    /// Always this instant: tests and reproducible demonstrations.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The present (UTC).
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(at) => at,
        }
    }
}
