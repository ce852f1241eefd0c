//! Lengths of time as runbooks write them: `5m`, `24h`, `30d`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A whole number of minutes, hours or days. A day is 24 hours; working days belong to the clocks of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Span {
    count: u32,
    unit: char,
}

/// A text that is no span.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no length of time: write minutes, hours or days as 5m, 24h, 30d")]
pub struct NotASpan(pub String);

impl Span {
    /// The longest that can be written: about 27 years.
    const MOST: u32 = 9_999;

    /// How many minutes it is.
    pub fn minutes(self) -> u32 {
        self.count
            * match self.unit {
                'd' => 24 * 60,
                'h' => 60,
                _ => 1,
            }
    }
}

impl FromStr for Span {
    type Err = NotASpan;

    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let wrong = || NotASpan(text.chars().take(40).collect());
        let unit = text.chars().last().filter(|unit| matches!(unit, 'm' | 'h' | 'd')).ok_or_else(wrong)?;
        let digits = text.get(..text.len() - 1).unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let count = digits.parse().map_err(|_| wrong())?;
        if (1..=Self::MOST).contains(&count) { Ok(Self { count, unit }) } else { Err(wrong()) }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit)
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

impl TryFrom<String> for Span {
    type Error = NotASpan;

    fn try_from(text: String) -> Result<Self, NotASpan> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    fn check(text: &str, minutes: Option<u32>) {
        assert_eq!(text.parse::<Span>().ok().map(Span::minutes), minutes, "{text}");
    }

    #[test]
    fn spans_are_minutes_hours_or_days() {
        check("1m", Some(1));
        check("24h", Some(1_440));
        check("9999d", Some(14_398_560));
        for wrong in ["", "m", "5", "5 m", "0m", "-1m", "1.5h", "5s", "1w", "10000d", "99999999999d", "५m", "5M", "+5m"]
        {
            check(wrong, None);
        }
    }
}
