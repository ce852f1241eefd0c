//! Keyturn's window: wiring only. The one package that knows Tauri.
//!
//! Deliberately absent: rules, SQL, AWS. A command here is one line that calls the handler of `keyturn-api`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod asking;
mod browser;
mod clipboard;
mod commands;
mod demo;
mod dialogs;
mod environment;
mod links;
mod network;
mod notices;
mod reminders;
mod schedule;
mod watching;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use keyturn_api::Host;
use keyturn_api::host::{Face, HostOptions, KeyringUse};
use tauri::{Manager as _, RunEvent};

/// Keyturn: every secret of an organisation's AWS accounts, with its true age. It never reads a value.
#[derive(Debug, Parser)]
#[command(name = "keyturn-desktop", version)]
struct Arguments {
    /// Keep everything in this folder instead of your own data folder.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Open on a made-up organisation, in a data folder of its own.
    #[arg(long)]
    demo: bool,
    /// Do not ask the operating system's keyring; use a passphrase.
    #[arg(long)]
    no_keyring: bool,
    /// A link to follow: keyturn://incident/new?about=…
    #[arg(value_name = "LINK")]
    link: Option<String>,
}

fn main() -> ExitCode {
    if let Some(code) = environment::settle() {
        return code;
    }
    let arguments = Arguments::parse();
    let mut filter = tracing_subscriber::EnvFilter::try_from_env("KEYTURN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    // At its finest the SDK writes whole requests, and with them what signs in.
    if let Ok(never) = "aws_smithy_runtime::client::orchestrator=error".parse() {
        filter = filter.add_directive(never);
    }
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            tracing::error!("{message}");
            ExitCode::from(3)
        }
    }
}

/// Opens the data folder and the window, and stays until the window is closed.
fn run(arguments: Arguments) -> Result<(), String> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    tauri::async_runtime::set(runtime.handle().clone());
    let _inside = runtime.enter();
    let place = demo::Place::find(arguments.data_dir, arguments.demo)?;
    let options = HostOptions {
        data_dir: Some(place.folder.clone()),
        face: Face::Window,
        keyring: if arguments.no_keyring { KeyringUse::Never } else { KeyringUse::Os },
        demo_endpoint: place.endpoint(),
    };
    let state_file = place.folder.join("window.json");
    tauri::Builder::default()
        .plugin(links::one_instance(&place.folder))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_window_state::Builder::new().with_filename(state_file.display().to_string()).build())
        .manage(links::Waiting::with(arguments.link.as_deref()))
        .manage(clipboard::Copied::default())
        .invoke_handler(commands::all())
        .setup(move |app| {
            // Not before it is known that no other instance has the folder open.
            app.manage(Host::open(options, &|_| None).map_err(|error| error.message)?);
            let demo = place.is_demo();
            app.manage(place);
            window::open(app, demo)?;
            if demo {
                demo::fill_once(app.handle().clone());
            } else {
                reminders::begin(app.handle().clone());
            }
            watching::begin(app.handle().clone());
            asking::begin(app.handle().clone());
            schedule::begin(app.handle().clone());
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| error.to_string())?
        .run(|app, event| {
            if matches!(event, RunEvent::Exit) {
                app.state::<clipboard::Copied>().clear();
            }
        });
    Ok(())
}
