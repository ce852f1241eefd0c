//! A data folder from outside: first starts, keys, backups, kills. What happens within the tables is tested there.

mod again;
mod backup;
mod keyring;
mod kill;
mod opening;
mod read_only;
