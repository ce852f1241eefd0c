//! Any bytes as a runbook, and as a value in its snippets.

#![no_main]

#[path = "../check_runbook.rs"]
mod check_runbook;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check_runbook::check(bytes));
