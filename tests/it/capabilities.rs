//! What the window may reach, pinned: its content policy and its permissions. Any widening shows here first.

use serde_json::{Value, json};

use crate::source;

/// The capability files that the configuration names; without that list Tauri enables every file in the folder.
const CAPABILITIES: [&str; 1] = ["main"];

/// Plugins that would give the window the machine: files, programs, the network, databases.
const NEVER: [&str; 8] = ["fs:", "shell:", "http:", "sql:", "opener:", "process:", "websocket:", "upload:"];

fn parse(path: &str) -> Value {
    serde_json::from_str(&source::read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a content policy lets in from outside the application.
fn holes(policy: &str) -> Vec<String> {
    let fine = ["'none'", "'self'", "data:", "ipc:", "http://ipc.localhost"];
    let mut found = Vec::new();
    if !policy.split(';').any(|part| part.split_whitespace().eq(["default-src", "'none'"])) {
        found.push("default-src is not 'none'".to_owned());
    }
    for part in policy.split(';') {
        let mut words = part.split_whitespace();
        let directive = words.next().unwrap_or_default();
        // Pictures may be inlined; a script or a style from a data: address would be anybody's.
        let strange = words.filter(|word| !fine.contains(word) || (*word == "data:" && directive != "img-src"));
        found.extend(strange.map(|word| format!("{directive} {word}")));
    }
    found
}

/// Every permission of a capability by name, also those with a scope of their own.
fn permissions(capability: &Value) -> Vec<String> {
    let listed = capability["permissions"].as_array().into_iter().flatten();
    listed.filter_map(|entry| entry.as_str().or_else(|| entry["identifier"].as_str())).map(str::to_owned).collect()
}

/// Permissions that a window must not have: whole sets, and plugins that reach the machine.
fn too_wide(permissions: &[String]) -> Vec<&String> {
    permissions
        .iter()
        .filter(|name| {
            NEVER.iter().any(|plugin| name.starts_with(plugin))
                || name.ends_with(":default")
                || name.contains("allow-all")
        })
        .collect()
}

#[test]
fn the_window_reaches_nothing() {
    let configuration = parse("src-tauri/tauri.conf.json");
    let security = &configuration["app"]["security"];
    let policy = security["csp"].as_str().expect("the content policy is one string");
    assert_eq!(holes(policy), Vec::<String>::new());
    assert!(security["devCsp"].is_null(), "the window is developed under the policy that it ships with");
    assert_eq!(security["capabilities"], json!(CAPABILITIES), "the capabilities are named one by one");
    assert_eq!(security["freezePrototype"], json!(true));
    assert_ne!(configuration["app"]["withGlobalTauri"], json!(true), "no global door to the core");
    for name in CAPABILITIES {
        let capability = parse(&format!("src-tauri/capabilities/{name}.json"));
        assert!(capability["remote"].is_null(), "{name}: no page from elsewhere has permissions");
        assert_eq!(too_wide(&permissions(&capability)), Vec::<&String>::new(), "{name}");
    }
}

#[test]
fn the_windows_rights_are_as_they_were() {
    let configuration = parse("src-tauri/tauri.conf.json");
    let capabilities: Vec<_> = CAPABILITIES
        .iter()
        .map(|name| {
            let capability = parse(&format!("src-tauri/capabilities/{name}.json"));
            // The application's own commands are the contract's, and compared with it in contract.rs.
            let others: Vec<_> =
                permissions(&capability).into_iter().filter(|permission| permission.contains(':')).collect();
            json!({"identifier": capability["identifier"], "windows": capability["windows"], "permissions": others})
        })
        .collect();
    let rights = json!({"security": configuration["app"]["security"], "capabilities": capabilities});
    insta::assert_json_snapshot!("rights", rights);
}

#[test]
fn a_hole_is_seen() {
    let check = |policy: &str, found: &[&str]| assert_eq!(holes(policy), found, "{policy}");
    check("default-src 'none'; script-src 'self'; connect-src ipc: http://ipc.localhost", &[]);
    check("default-src 'self'; img-src 'self' data:", &["default-src is not 'none'"]);
    check("default-src 'none'; style-src 'self' 'unsafe-inline'", &["style-src 'unsafe-inline'"]);
    check("default-src 'none'; script-src 'self' data:", &["script-src data:"]);
    check("default-src 'none'; connect-src https://example.com", &["connect-src https://example.com"]);

    let planted = ["core:event:allow-listen", "core:default", "fs:allow-read-file", "dialog:allow-save"];
    let planted: Vec<String> = planted.into_iter().map(str::to_owned).collect();
    assert_eq!(too_wide(&planted), ["core:default", "fs:allow-read-file"]);
}
