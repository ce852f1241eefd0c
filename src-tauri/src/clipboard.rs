//! New values on their way to the clipboard: from the generator to the system, past the webview, and gone again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arboard::Clipboard;
use keyturn_api::Zeroizing;

/// The system's clipboard, as far as Keyturn put something there.
///
/// On X11 and Wayland a copied text lives in the program that copied it: the handle is kept until it is cleared.
#[derive(Default)]
pub(crate) struct Copied {
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    clipboard: Option<Clipboard>,
    /// What was put there last, until it is cleared: wiped from memory then.
    value: Option<Zeroizing<String>>,
    /// How many values were copied: only the last one's time clears.
    number: u64,
}

impl Copied {
    /// Puts a value on the clipboard, out of the reach of clipboard histories that respect it, and takes it away
    /// after `clear_after`, unless something else has been copied since.
    pub(crate) fn put(&self, value: Zeroizing<String>, clear_after: Duration) -> Result<(), arboard::Error> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut clipboard = match held.clipboard.take() {
            Some(clipboard) => clipboard,
            None => Clipboard::new()?,
        };
        set(&mut clipboard, value.to_string())?;
        (held.clipboard, held.value) = (Some(clipboard), Some(value));
        held.number += 1;
        let (number, held) = (held.number, Arc::clone(&self.held));
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(clear_after).await;
            let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.number == number {
                held.clear();
            }
        });
        Ok(())
    }

    /// Takes away what is still there, before the program that holds it ends: a clipboard that outlives it would hand
    /// it to a history.
    pub(crate) fn clear(&self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Held {
    /// Empties the clipboard, unless something else has been copied since, and forgets the value.
    fn clear(&mut self) {
        let Some((mut clipboard, value)) = self.clipboard.take().zip(self.value.take()) else { return };
        if clipboard.get_text().is_ok_and(|text| text == *value)
            && let Err(error) = clipboard.clear()
        {
            tracing::error!("the clipboard could not be cleared: {error}");
        }
    }
}

#[cfg(target_os = "linux")]
fn set(clipboard: &mut Clipboard, text: String) -> Result<(), arboard::Error> {
    use arboard::SetExtLinux as _;
    clipboard.set().exclude_from_history().text(text)
}

#[cfg(target_os = "macos")]
fn set(clipboard: &mut Clipboard, text: String) -> Result<(), arboard::Error> {
    use arboard::SetExtApple as _;
    clipboard.set().exclude_from_history().text(text)
}

#[cfg(target_os = "windows")]
fn set(clipboard: &mut Clipboard, text: String) -> Result<(), arboard::Error> {
    use arboard::SetExtWindows as _;
    clipboard.set().exclude_from_history().exclude_from_cloud().text(text)
}
