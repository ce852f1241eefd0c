//! `keyturn`, the command line: the same requests and replies as the window, as tables or as JSON.
//!
//! Exit codes: 0 done, 1 done with findings that the caller asked to fail on, 2 wrong use, 3 could not be done,
//! 4 done in part (what is missing is listed).

mod arguments;
mod commands;
mod output;
mod passphrase;
mod terminal;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, terms};
use crate::output::Output;

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(terms::last(std::env::args_os()));
    let output = Output::new(arguments.json);
    let mut filter = tracing_subscriber::EnvFilter::try_from_env("KEYTURN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    // At its finest the SDK writes whole requests, and with them what signs in.
    if let Ok(never) = "aws_smithy_runtime::client::orchestrator=error".parse() {
        filter = filter.add_directive(never);
    }
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output.complain(&format!("no threads could be started: {error}"));
            return ExitCode::from(3);
        }
    };
    let ended = runtime.block_on(commands::run(arguments, &output));
    let code = match ended {
        Ok(ending) => ending.code(),
        Err(error) => {
            output.error(&error);
            3
        }
    };
    ExitCode::from(code)
}
