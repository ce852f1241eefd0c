//! A data folder from outside: first starts, keys, backups, kills. What happens within the tables is tested there.
#![expect(clippy::expect_used, reason = "what the tests share fails by panicking, as the tests do")]

mod again;
mod backup;
mod keyring;
mod kill;
mod opening;
mod read_only;
