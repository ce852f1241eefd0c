//! What WebKit reads from the environment, settled before anything starts.
//!
//! Changing one's own environment is unsafe Rust, which the workspace forbids; becoming the same program once more
//! with another environment (`exec`: same process id, same arguments) is not.

use std::path::Path;
use std::process::{Command, ExitCode};

/// WebKit lets other programs drive the window when this is set. Builds for tests allow it, a shipped one does not.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// Keeps WebKit from passing frames through GPU buffers. Without a GPU they are drawn in software and copied twice:
/// scrolling took 49 ms a frame with them and 19 ms without, on two cores and no GPU.
const NO_GPU_BUFFERS: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Becomes the same program in the right environment, unless this one is right. `Some` when that failed.
pub(crate) fn settle() -> Option<ExitCode> {
    let set = |name| std::env::var_os(name).is_some();
    let driven = set(AUTOMATION) && !cfg!(any(debug_assertions, feature = "automation"));
    // A driver that resizes a window waits for a frame, which without these buffers does not always come: driven test
    // builds keep them.
    let tested = cfg!(debug_assertions) && set(AUTOMATION);
    let slow = cfg!(target_os = "linux") && !tested && !set(NO_GPU_BUFFERS) && !has_gpu(Path::new("/dev/dri"));
    if !driven && !slow {
        return None;
    }
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.args(std::env::args_os().skip(1));
    if driven {
        command.env_remove(AUTOMATION);
    }
    if slow {
        command.env(NO_GPU_BUFFERS, "1");
    }
    become_it(command).or(driven.then_some(ExitCode::FAILURE))
}

/// Only returns when it failed; a window that is merely slower is still a window.
#[cfg(unix)]
fn become_it(mut command: Command) -> Option<ExitCode> {
    let _failed = std::os::unix::process::CommandExt::exec(&mut command);
    None
}

#[cfg(not(unix))]
fn become_it(mut command: Command) -> Option<ExitCode> {
    let status = command.status().ok()?;
    Some(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Whether the system offers a GPU for rendering: a device such as `/dev/dri/renderD128`.
fn has_gpu(devices: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(devices) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::has_gpu;

    #[test]
    fn a_gpu_is_a_render_device() {
        let folder = std::env::temp_dir().join(format!("keyturn-dri-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        assert!(!has_gpu(&folder.join("none")));
        for (device, expect) in [("card0", false), ("controlD64", false), ("renderD128", true)] {
            File::create(folder.join(device)).expect("a file");
            assert_eq!(has_gpu(&folder), expect, "{device}");
        }
        std::fs::remove_dir_all(&folder).expect("it is removed");
    }
}
