//! Without any history: a single file, or the first day.

use std::ops::ControlFlow;
use std::path::Path;

use crate::detect::judge_all;
use crate::envelope::{Limits, events};
use crate::finding::Severity;
use crate::resolve::Index;
use crate::scene::Scene;
use crate::settings::Settings;

#[test]
#[expect(clippy::print_stderr, reason = "a test that has nothing to read says so")]
fn recorded_attacks_are_found_without_history_and_inventory() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/trail/stratus");
    if !folder.exists() {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    }
    for (file, rule) in [
        ("aws.credential-access.ec2-get-password-data", "password-data"),
        ("aws.credential-access.secretsmanager-batch-retrieve-secrets", "catch-all"),
        ("aws.credential-access.secretsmanager-retrieve-secrets", "enumeration"),
        ("aws.credential-access.ssm-retrieve-securestring-parameters", "enumeration"),
        ("aws.defense-evasion.cloudtrail-delete", "trail-changed"),
        ("aws.defense-evasion.cloudtrail-event-selectors", "trail-changed"),
        ("aws.defense-evasion.cloudtrail-stop", "trail-changed"),
    ] {
        let bytes = std::fs::read(folder.join(format!("{file}.json"))).expect("the file can be read");
        let mut found = Vec::new();
        drop(events(bytes.as_slice(), &Limits::default(), &Index::default(), |event| {
            found.push(event);
            ControlFlow::Continue(())
        }));
        let verdicts = judge_all(&found, &Scene::default(), &Settings::default());
        let finding = verdicts.findings.iter().find(|f| f.rule == rule && f.severity >= Severity::Medium);
        assert!(finding.is_some(), "{file}: {verdicts:#?}");
        assert_eq!(verdicts.findings.len(), 1, "{file}: {verdicts:#?}");
    }
}
