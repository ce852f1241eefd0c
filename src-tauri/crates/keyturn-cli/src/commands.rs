//! One function for each command: request, handler, reply.

mod access;
mod asking;
mod calendar;
mod demo;
mod doctor;
mod incident;
mod keep;
mod progress;
mod review;
mod rotation;
mod runbook;
mod secrets;
mod sign_in;
mod sync;
mod tasks;
mod today;
mod trail;

use keyturn_api::Host;
use keyturn_api::access::EvalRequest;
use keyturn_api::contract::error::CommandError;
use keyturn_api::host::{Face, HostOptions, KeyringUse};

use crate::arguments::{AccessCommand, Arguments, Command, TrailCommand};
use crate::output::{Ending, Output};
use crate::passphrase;

/// The reply of every command.
pub(crate) type Ended = Result<Ending, CommandError>;

/// Carries out what was typed.
pub(crate) async fn run(arguments: Arguments, output: &Output) -> Ended {
    let keyring = if arguments.no_keyring { KeyringUse::Never } else { KeyringUse::Os };
    let output = *output;
    if let Command::Policy(request) = &arguments.command
        && let Some(ended) = rotation::offline(request, output)
    {
        return ended;
    }
    if let Command::Review(request) = &arguments.command
        && let Some(ended) = review::offline(request, output).await
    {
        return ended;
    }
    if let Command::Runbook(request) = &arguments.command
        && let Some(ended) = runbook::offline(request, output)
    {
        return ended;
    }
    match arguments.command {
        Command::Restore { file } => keep::restore(&file, arguments.data_dir, keyring, output),
        Command::Trail(TrailCommand::Scan(request)) => trail::scan(&request, output),
        Command::Doctor { policy: Some(form) } => doctor::policy(form, output),
        Command::Verify { pack } => review::verify(&pack, output).await,
        Command::Demo => demo::run(arguments.data_dir, output).await,
        Command::Access(AccessCommand::Eval { input, out, all, action }) => {
            access::eval(&EvalRequest { input, out, all, action }, output)
        }
        Command::Access(AccessCommand::Check { request }) => access::check(&request, output),
        command => {
            let place = demo::Place::find(arguments.data_dir, keyring)?;
            let host = place.open()?;
            match command {
                Command::Today => today::run(&host, output).await,
                Command::Sync(request) => Box::pin(sync::run(&host, request, output)).await,
                Command::SignIn { what } => Box::pin(sign_in::sign_in(&host, what, output)).await,
                Command::Profiles { try_each, profile } => sign_in::profiles(&host, try_each, profile, output).await,
                Command::Secrets(request) => secrets::run(&host, request, output).await,
                Command::Trail(request) => trail::run(&host, request, output).await,
                Command::Findings(request) => trail::findings(&host, request, output).await,
                Command::Access(request) => access::run(&host, request, output).await,
                Command::Due(request) => rotation::due(&host, request, output).await,
                Command::Policy(request) => rotation::policy(&host, request, output).await,
                Command::Calendar(request) => calendar::run(&host, request, output).await,
                Command::Rotation(request) => rotation::rotation(&host, request, output).await,
                Command::Exception(request) => rotation::exception(&host, request, output).await,
                Command::Review(request) => review::run(&host, request, output).await,
                Command::Incident(request) => incident::run(&host, request, output).await,
                Command::Runbook(request) => runbook::run(&host, request, output).await,
                Command::Coverage => keep::coverage(&host, output).await,
                Command::Doctor { .. } => doctor::run(&host, output).await,
                Command::Backup { file } => keep::backup(&host, &file, output).await,
                Command::Audit(request) => keep::audit(&host, request, output).await,
                Command::Restore { .. } | Command::Verify { .. } | Command::Demo => Ok(Ending::Done),
            }
        }
    }
}

fn open(options: HostOptions) -> Result<Host, CommandError> {
    Host::open(HostOptions { face: Face::CommandLine, ..options }, &passphrase::ask)
}
