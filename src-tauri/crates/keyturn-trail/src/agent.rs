//! The program that made a call, as it calls itself.

use serde::{Deserialize, Serialize};

/// Tool and major version out of a `userAgent`: `aws-cli/2`, `Boto3/1`, `console`. Never a reason to trust: anybody can
/// say it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Agent(pub String);
