//! A shipped build cannot be driven from outside.

use std::process::ExitCode;

/// WebKit lets other programs drive the window when this variable is set. Builds for tests allow it; a shipped build
/// starts itself again without the variable.
const VARIABLE: &str = "TAURI_WEBVIEW_AUTOMATION";

/// `Some` when the process must end: a shipped build that could not shake the variable off.
pub(crate) fn refuse() -> Option<ExitCode> {
    if cfg!(any(debug_assertions, feature = "automation")) || std::env::var_os(VARIABLE).is_none() {
        return None;
    }
    let again = std::env::current_exe().map(|this| {
        let mut command = std::process::Command::new(this);
        command.args(std::env::args_os().skip(1)).env_remove(VARIABLE);
        command
    });
    let ended = again.and_then(|mut command| command.status());
    Some(ended.map_or(ExitCode::from(3), |status| {
        status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
    }))
}
