//! The plain evaluator: one call at a time, in AWS's own order, explaining itself.
//!
//! It is written to be read beside AWS's documentation, and to judge the evaluator that decides everything at once.

mod case;
mod condition;
mod decide;
mod grant;
mod pattern;
mod principal;
mod read;
mod standing;
mod statement;
mod words;

#[cfg(test)]
mod tests;

pub use case::{BadCase, Checked, Response, check};
pub use decide::{Policies, Ruling, Step, decide};
pub use read::{Decision, Explanation, Leg, call, decision, explain, policies, read, requests};
pub use standing::{Access, Cause, Standing};
pub use statement::{Answer, Asked, Said};
