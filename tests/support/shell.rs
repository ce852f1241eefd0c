//! `keyturn` as a script runs it, and its replies as JSON.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::program::built;

/// `keyturn` with a home of its own and nothing else in its environment.
pub fn keyturn(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(built("keyturn"));
    command.args(arguments).env_clear().env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.stdin(Stdio::null()).output().expect("keyturn runs")
}

/// All that it said.
pub fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Its reply, if it ended as expected.
pub fn json(output: &Output, code: i32) -> Value {
    assert_eq!(output.status.code(), Some(code), "{}", words(output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", words(output)))
}

/// A field that is a list.
pub fn list<'v>(reply: &'v Value, field: &str) -> &'v Vec<Value> {
    reply[field].as_array().unwrap_or_else(|| panic!("{field} of {reply}"))
}

/// A value that is text.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}
