//! Any bytes as a policy.

#![no_main]

#[path = "../check_policy.rs"]
mod check_policy;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check_policy::check(bytes));
