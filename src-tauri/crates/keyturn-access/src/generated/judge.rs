//! The plain evaluator against an outside judge, and what must hold of every made-up organisation.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{case, snapshot};
use crate::plain::{check, explain, read};
use crate::snapshot;
use crate::world::World;

/// How many cases the judge is given each run.
const CASES: u64 = 400;

#[test]
#[expect(clippy::print_stderr, reason = "says why there is no judge")]
fn an_outside_judge_decides_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/judge");
    if !folder.join("node_modules").is_dir() {
        eprintln!("no judge: run `npm ci` in tests/judge");
        return;
    }
    // Another sample each run; the number is in the message.
    let start = u64::from(std::process::id()) * CASES;
    let cases: Vec<(u64, Value)> = (start..start + CASES).map(|seed| (seed, case(seed))).collect();
    let mut judge = Command::new("node")
        .arg(folder.join("judge.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let lines: String = cases.iter().map(|(_, case)| case.to_string() + "\n").collect();
    let mut input = judge.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = judge.wait_with_output().expect("the judge ends");
    writer.join().expect("no panic").expect("all cases are written");
    let answers: Vec<Value> =
        output.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert_eq!(answers.len(), cases.len(), "one answer a case");
    let mut different = Vec::new();
    let mut allowed = 0;
    for ((seed, case), answer) in cases.iter().zip(answers) {
        let ours = check(&case.to_string()).expect("a case").response;
        let ours = format!("{ours:?}");
        allowed += usize::from(ours == "Allowed");
        if (ours == "Allowed") != (answer["response"] == "Allowed") || answer["response"].is_null() {
            different.push(format!("seed {seed}: {ours}, the judge: {answer}\n{case}"));
        }
    }
    assert!(allowed > 0 && allowed < cases.len(), "cases of both kinds");
    assert!(different.is_empty(), "{} of {CASES} differ:\n{}", different.len(), different.join("\n"));
}

#[test]
fn every_cell_of_made_up_organisations_explains_itself() {
    let mut counts = std::collections::BTreeMap::new();
    for seed in 0..8 {
        let world = World::of(&snapshot::read(&snapshot(seed, 4, 6).to_string()).expect("a snapshot"));
        assert_eq!(world.faults, [], "seed {seed}");
        for principal in &world.principals {
            for secret in &world.secrets {
                let standing = read(&world, principal, secret, None);
                let name = format!("seed {seed}: {} and {}", principal.arn, secret.arn);
                assert!((!standing.lo || standing.mid) && (!standing.mid || standing.hi), "{name}");
                assert_eq!(standing.causes.is_empty(), standing.lo || !standing.hi, "{name}: {:?}", standing.causes);
                let why = explain(&world, principal, secret, None);
                assert_eq!(why.decision.access, standing.access(), "{name}");
                *counts.entry(standing.access()).or_insert(0) += 1;
            }
        }
    }
    assert!(counts.len() >= 3 && counts.values().all(|count| *count > 5), "cells of each kind: {counts:?}");
}
