//! The person's own browser, for pages that were checked before they come here.

use std::process::Stdio;
use std::time::Duration;

use keyturn_api::contract::error::CommandError;
use tokio::process::Command;

/// The program that opens a page with whatever the person uses for pages.
#[cfg(target_os = "linux")]
const OPENS: (&str, &[&str]) = ("xdg-open", &[]);
#[cfg(target_os = "macos")]
const OPENS: (&str, &[&str]) = ("open", &[]);
#[cfg(windows)]
const OPENS: (&str, &[&str]) = ("rundll32", &["url.dll,FileProtocolHandler"]);

/// How long it is watched whether opening fails: without a browser the program says so at once. Where it stays for as long
/// as the browser does, the page counts as opened.
const WATCHED: Duration = Duration::from_secs(2);

/// Opens a web page. What is none is refused, so that no program takes it for an option or a file.
pub(crate) async fn open(page: &str) -> Result<(), CommandError> {
    let refused = || CommandError::bad_request("the browser could not be opened: go to the page by hand".to_owned());
    if !(page.starts_with("https://") || page.starts_with("http://")) {
        return Err(refused());
    }
    let (program, before) = OPENS;
    let mut child = Command::new(program)
        .args(before)
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| refused())?;
    // Waited for to its end, so that it does not stay as a process that nobody has asked after.
    let opening = tauri::async_runtime::spawn(async move { child.wait().await });
    match tokio::time::timeout(WATCHED, opening).await {
        Ok(Ok(Ok(status))) if status.success() => Ok(()),
        Ok(_) => Err(refused()),
        Err(_stays) => Ok(()),
    }
}
