//! Gives each command a permission of its own, and keeps SQLCipher's symbols to ourselves.

/// The commands that the window may be allowed. The contract test compares this list with `keyturn-api`'s.
const COMMANDS: &[&str] = &[
    "session_show",
    "session_unlock",
    "secrets_list",
    "secrets_export",
    "secret_show",
    "secret_inspect",
    "secret_note_save",
    "secret_kind_save",
    "kinds_list",
    "views_list",
    "view_save",
    "view_delete",
    "sync_start",
    "sync_cancel",
    "sync_status",
    "coverage_show",
    "sources_show",
    "sources_save",
    "trail_show",
    "trail_estimate",
    "trail_sync",
    "trail_import",
    "trail_cancel",
    "trail_checks",
    "trail_checks_ask",
    "trail_settings_show",
    "trail_settings_save",
    "secret_usage",
    "secret_decoy_save",
    "principal_usage",
    "reads_list",
    "reads_groups",
    "reads_timeline",
    "reads_export",
    "findings_list",
    "finding_show",
    "finding_triage",
    "silences_list",
    "silence_end",
    "access_show",
    "access_collect",
    "access_cancel",
    "access_import",
    "access_export",
    "access_readers",
    "access_principal",
    "access_why",
    "access_findings",
    "access_map",
    "access_cell",
    "audit_list",
    "audit_verify",
];

fn main() {
    // WebKitGTK refers to SQLite: an executable that exports SQLCipher's symbols would hand them to it.
    println!("cargo:rustc-link-arg-bins=-Wl,--exclude-libs,ALL");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo:warning=the window's permissions cannot be made: {error:#}");
        std::process::exit(1);
    }
}
