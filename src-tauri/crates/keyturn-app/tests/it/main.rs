//! The use cases through their public functions, on databases in memory and the made-up organisation's endpoint.
#![expect(clippy::expect_used, reason = "what the tests share fails by panicking, as the tests do")]

mod access;
mod grounds;
mod review;
mod review_pack;
mod rotation;
mod trail;
