//! Attacks that others recorded: Stratus Red Team's own logs, each file by itself, with no history and no inventory.

use std::ops::ControlFlow;
use std::path::Path;

use keyturn_trail::detect::judge_all;
use keyturn_trail::envelope::{Limits, events};
use keyturn_trail::finding::Severity;
use keyturn_trail::resolve::Index;
use keyturn_trail::scene::Scene;
use keyturn_trail::settings::Settings;

/// Techniques that take no secret and do not touch a trail, in files that hold calls Keyturn wants: silence is right.
const WITHOUT_READS: &[&str] = &[];

#[test]
#[expect(clippy::print_stderr, reason = "the table is what this test is for")]
fn confusion_on_recorded_attacks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/trail/stratus");
    if !folder.is_dir() {
        eprintln!("left out: the folder with recorded attacks is not here");
        return;
    }
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("a folder of events")
        .map(|entry| entry.expect("an entry of the folder").path())
        .collect();
    files.sort();
    let mut missed = Vec::new();
    let mut others = Vec::new();
    eprintln!("\nRecorded attacks (Stratus Red Team), file by file, no history\n  {:<62} wanted   finding", "file");
    for file in files {
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let bytes = std::fs::read(&file).expect("a file of events");
        let mut found = Vec::new();
        let intake = events(bytes.as_slice(), &Limits::default(), &Index::default(), |event| {
            found.push(event);
            ControlFlow::Continue(())
        });
        let verdicts = judge_all(&found, &Scene::default(), &Settings::default());
        let said: Vec<String> =
            verdicts.findings.iter().map(|found| format!("{} {}", found.severity.code(), found.rule)).collect();
        if intake.wanted > 0 {
            eprintln!(
                "  {name:<62} {:>6}   {}",
                intake.wanted,
                if said.is_empty() { "–".to_owned() } else { said.join(", ") }
            );
        }
        // ec2-steal-instance-credentials has no read of a secret: the technique ends with calls of EC2.
        let reads = name.contains("credential-access") && intake.wanted > 0;
        let wanted = reads || name.contains("cloudtrail-");
        let enough = verdicts.findings.iter().any(|finding| finding.severity >= Severity::Medium);
        if wanted && !enough {
            missed.push(name);
        } else if !wanted && !verdicts.findings.is_empty() && !WITHOUT_READS.contains(&name.as_str()) {
            others.push(name);
        }
    }
    assert_eq!(missed, [] as [String; 0], "not found");
    assert_eq!(others, [] as [String; 0], "found where no secret was read");
}
