//! What the whole-application tests share.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "what a test cannot set up stops the test, with the reason"
)]

pub mod desktop;
pub mod estate;
pub mod person;
pub mod program;
pub mod servers;
pub mod shell;
pub mod window;
