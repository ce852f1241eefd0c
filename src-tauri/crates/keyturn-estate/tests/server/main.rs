//! The loopback endpoint, asked over plain HTTP: no SDK stands between the test and the answer.

mod answers;
mod client;
mod faults;
mod paging;
