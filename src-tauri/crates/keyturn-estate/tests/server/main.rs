//! The loopback endpoint, asked over plain HTTP: no SDK stands between the test and the answer.

#![expect(clippy::expect_used, reason = "a test that cannot go on ends there")]

mod answers;
mod client;
mod faults;
mod history;
mod paging;
