//! A whole run: what its log comes to, what may be written, what opens it again.

use super::*;
use crate::incident::clock::{BudgetFrom, Standing, phase_clocks};
use crate::incident::log::append;
use crate::incident::notice::{Answer, shipped};
use crate::incident::samples::{
    at, decision, evidence, exposed, follow_up, hit, log_of, marked, opening, pinned, plan, run, watch,
};
use crate::incident::step::{StepAct, phase_ends};
use crate::incident::timeline::{Note, Source};
use crate::incident::watch::watching;

fn incident(entries: &[LogEntry]) -> Incident {
    Incident::replay(entries).expect("an incident")
}

#[test]
fn a_log_comes_to_an_incident() {
    let log = run("INC-2026-014");
    let now = incident(&log);
    assert_eq!((now.state, now.severity, now.entries), (State::Open, Severity::Critical, 31));
    assert_eq!(now.runbook, pinned("1.1.0"));
    assert_eq!(now.roles.get(&Role::Lead).map(String::as_str), Some("Lea"));
    assert_eq!((now.closed_at, now.reopened_at), (Some(at(43_310)), Some(at(43_330))));
    assert_eq!(now.values, [("repo.branch".to_owned(), "main".to_owned())].into());
    // After it was opened again its clocks count from then.
    assert_eq!(now.course(), Course { detected_at: at(43_330), opened_at: at(43_330), stopped_at: None });
    assert_eq!(now.next_update(), NextUpdate::At(at(43_360)));
    let closed = incident(&log[..29]);
    assert_eq!(closed.state, State::Closed);
    assert_eq!(closed.course().stopped_at, Some(at(43_310)));
    assert_eq!(closed.elapsed(at(99_999)), TimeDelta::minutes(43_310));
    let times = Times {
        exposed: Some(at(-90)),
        detected: Some(at(0)),
        opened: Some(at(1)),
        revoked: Some(at(9)),
        proved: Some(at(15)),
        replaced: Some(at(48)),
        closed: Some(at(43_310)),
    };
    assert_eq!(closed.times(), times);
    assert_eq!((closed.next_update(), incident(&log[..5]).next_update()), (NextUpdate::AtEnd, NextUpdate::At(at(31))));
    assert_eq!(phase_ends(&plan(), &closed.acts), [("assess".into(), at(3)), ("contain".into(), at(9))].into());
    let past = closed.past(&[], true);
    assert_eq!((past.drill, past.severity, past.path), (false, Severity::Critical, Some(ExposurePath::Commit)));
    assert_eq!((past.open_follow_ups.len(), now.past(&[], true).open_follow_ups.len()), (1, 0));
    assert!(incident(&run("DRILL-2026-003")).past(&[], true).drill);
    assert_eq!(Incident::replay(&[]), Err(NotOpened));
    assert_eq!(Incident::replay(&log[1..]), Err(NotOpened));
}

#[test]
fn an_incident_killed_at_any_line_goes_on_from_there() {
    let log = run("INC-2026-014");
    for killed in 1..=log.len() {
        let mut resumed = incident(&log[..killed]);
        log[killed..].iter().for_each(|entry| resumed.apply(entry));
        assert_eq!(resumed, incident(&log), "killed after line {killed}");
    }
}

#[test]
fn the_timeline_reads_as_it_happened() {
    let log = run("INC-2026-014");
    let lines: Vec<String> = timeline(&log)
        .iter()
        .map(|line| {
            let learnt = line.learnt_after().num_minutes();
            let learnt = if learnt > 0 { format!(" (learnt {learnt} min later)") } else { String::new() };
            let out = if line.in_report { "" } else { " [not in the report]" };
            let (when, source) = (line.happened_at.format("%m-%d %H:%M"), line.source.code());
            format!("{when} {source} {}: {}{learnt}{out}", line.by, line.text)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_line_of_a_run_passes_its_check() {
    let log = run("INC-2026-014");
    for (number, next) in log.iter().enumerate().skip(1) {
        let found = incident(&log[..number]).check(&next.entry, &next.by, &plan(), shipped(), next.at);
        assert_eq!(found, Ok(vec![]), "line {} {}", number + 1, next.entry.code());
    }
    assert_eq!(opening("INC-2026-014").check("Ada", at(1)), Ok(()));
}

#[test]
fn entries_are_refused_with_a_reason() {
    let log = run("INC-2026-014");
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let text = |text: &str| text.to_owned();
    let check = |lines: usize, entry: Entry, expect: &str| {
        let found = incident(&log[..lines]).check(&entry, "Ada", &plan(), shipped(), at(100));
        let found = found.err().map(|fault| fault.to_string()).unwrap_or_default();
        assert!(found.contains(expect) && found.is_empty() == expect.is_empty(), "{}: {found}", entry.code());
    };
    check(5, log[0].entry.clone(), "open already");
    // Closing wants proof of each, or a written reason.
    let close = || Entry::Closed { statement: text("done") };
    check(1, close(), "the ledger is empty");
    check(11, close(), "/prod/web/STRIPE_API_KEY is revoked: prove that the old value is refused");
    check(14, close(), "");
    check(14, Entry::Closed { statement: text(" ") }, "say why it can be closed");
    // States.
    check(14, Entry::Reopened { why: text("x") }, "the incident is open");
    check(15, Entry::Contained { why: text("x") }, "the incident is contained");
    check(15, Entry::Reopened { why: text("x") }, "");
    check(29, Entry::Exposed(exposed(2, "prod/key")), "the incident is closed");
    check(29, Entry::Reopened { why: text("") }, "say why it is opened again");
    check(29, Entry::FollowUpAdded(follow_up(2)), "");
    // Numbers.
    check(13, Entry::EvidenceAdded(evidence(1)), "the next number is 2");
    check(12, Entry::WatchSet(watch(1)), "the next number is 2");
    check(12, Entry::WatchSet(Watch { places: vec![], ..watch(2) }), "at least one account and region");
    check(12, Entry::WatchSet(Watch { entry: 2, ..watch(2) }), "no entry of the ledger 2");
    check(12, Entry::WatchHit { watch: 2, hit: hit("e1", 12, true) }, "no watch 2");
    check(17, Entry::WatchHit { watch: 1, hit: hit("e1", 18, true) }, "recorded already");
    check(28, Entry::WatchEnded { watch: 1, known_until: at(1) }, "recorded already");
    check(5, Entry::ReportSet { number: 6, in_report: true }, "no entry 6");
    check(5, Entry::ReportSet { number: 0, in_report: true }, "no entry 0");
    check(21, Entry::FollowUpDone { number: 1, note: text("") }, "no follow-up 1");
    check(22, Entry::UpdateSent { number: 1, variant: Variant::First, channel: text("x") }, "the next number is 2");
    // Moments, runbooks, steps.
    check(5, Entry::MomentSet { moment: Moment::Filed, at: at(1) }, "told with its decision");
    check(5, Entry::MomentSet { moment: Moment::Aware, at: at(106) }, "in the future");
    check(5, Entry::RunbookMoved { to: pinned("1.0.0"), why: text("x"), vanished: vec![] }, "recorded already");
    let vague = Pinned { source_sha256: text("latest"), ..pinned("2.0.0") };
    check(5, Entry::RunbookMoved { to: vague, why: text("x"), vanished: vec![] }, "is pinned with the SHA-256");
    let act = StepAct::NotApplicable { why: text("x") };
    check(5, Entry::Step { step: text("nowhere"), act }, "no step \"nowhere\"");
    check(5, Entry::ValueSet { name: text("db.host"), value: text("db-1.internal") }, "");
    check(5, Entry::ValueSet { name: text("db host"), value: text("x") }, "say which value");
    check(5, Entry::ValueSet { name: text("db."), value: text("x") }, "say which value");
    check(29, Entry::ValueSet { name: text("db.host"), value: text("x") }, "the incident is closed");
    check(5, Entry::Copied { step: text("revoke"), danger: false, sha256: text("aws iam") }, "64 hexadecimal digits");
    // No secret in any text.
    let note = |said: &str| Note { happened_at: at(1), source: Source::Person, text: text(said), in_report: true };
    for entry in [
        Entry::Noted(note(&token)),
        Entry::SeveritySet { severity: Severity::Low, why: token.clone() },
        Entry::RoleGiven { role: Role::Lead, to: token.clone() },
        Entry::PathFound { path: ExposurePath::Log, basis: token.clone() },
        Entry::ValueSet { name: text("db.user"), value: token.clone() },
        Entry::Contained { why: token.clone() },
        Entry::Resolved { cause: token.clone() },
        Entry::UpdateSent { number: 2, variant: Variant::First, channel: token.clone() },
        Entry::FollowUpAdded(FollowUp { action: token.clone(), ..follow_up(1) }),
        Entry::ExposureBegan { number: 1, from: None, why: token.clone() },
    ] {
        let found = incident(&log[..8]).check(&entry, "Ada", &plan(), shipped(), at(100));
        assert_eq!(found.err().and_then(|fault| fault.looks_secret()), Some("a GitHub token"), "{}", entry.code());
    }
    let nobody = incident(&log[..3]).check(&Entry::Noted(note("x")), " ", &plan(), shipped(), at(100));
    assert_eq!(nobody, Err(Fault::NoName));
    let late = Opening { detected_at: at(7), ..opening("INC-2026-014") };
    assert_eq!(late.check("Ada", at(1)), Err(Fault::Time("it was detected in the future")));
}

#[test]
fn an_exercise_files_nothing() {
    let log = run("DRILL-2026-003");
    let filed = |answer| Entry::NoticeDecided(decision(answer));
    let check = |answer| incident(&log[..5]).check(&filed(answer), "Lea", &plan(), shipped(), at(100));
    assert_eq!(check(Answer::Filed { at: at(60), reference: "BR-77".to_owned() }), Err(Fault::Drill));
    assert_eq!(check(Answer::No), Ok(vec![]));
}

#[test]
fn a_use_after_the_revocation_opens_it_again() {
    let log = run("INC-2026-014");
    let closed = incident(&log[..29]);
    let check = |incident: &Incident, hit: Hit, expect: &[&str]| {
        let codes: Vec<&str> = incident.on_hit(1, &hit).iter().map(Entry::code).collect();
        assert_eq!(codes, expect, "{hit:?}");
    };
    check(&closed, hit("e2", 100, false), &["watch_hit", "reopened", "marked"]);
    check(&closed, hit("e2", 100, true), &["watch_hit"]);
    check(&closed, hit("e1", 18, true), &[]);
    check(&closed, hit("e3", 9, false), &[]);
    check(&incident(&log[..14]), hit("e2", 100, false), &["watch_hit", "marked"]);
    assert_eq!(closed.on_hit(7, &hit("e2", 100, false)), []);
    // Written, it keeps the incident from being closed.
    let mut entries: Vec<LogEntry> = log[..29].to_vec();
    for entry in closed.on_hit(1, &hit("e2", 100, false)) {
        let last = entries.last().map(|one| (one.sequence, one.hash.clone())).expect("a last entry");
        let again = incident(&entries);
        assert_eq!(again.check(&entry, KEYTURN, &plan(), shipped(), at(43_400)), Ok(vec![]), "{}", entry.code());
        entries.push(append(Some((last.0, &last.1)), at(43_400), KEYTURN, entry));
    }
    let again = incident(&entries);
    assert_eq!((again.state, again.scope.open_ends().len()), (State::Open, 1));
    assert_eq!(watching(&again.watches[0], &[]).known_until, None);
}

#[test]
fn an_incident_from_start_to_proof_keeps_its_clocks() {
    let log = run("INC-2026-014");
    let budgets = [("assess", 5), ("contain", 15)].map(|(id, minutes)| PhaseBudget {
        id: id.to_owned(),
        minutes,
        from: BudgetFrom::Detected,
    });
    let running = incident(&log[..4]);
    let ends = phase_ends(&plan(), &running.acts);
    let clocks = phase_clocks(&budgets, &running.course(), &ends, at(8));
    let standing: Vec<Standing> = clocks.into_iter().map(|clock| clock.standing).collect();
    assert_eq!(standing, [Standing::Ended(TimeDelta::minutes(3)), Standing::Left(TimeDelta::minutes(7))]);
    let two = log_of(&[(0, "Ada", log[0].entry.clone()), (1, "Ada", marked(9, Mark::Revoked, 1))]);
    assert_eq!(incident(&two).scope, Scope::default(), "a mark on nothing changes nothing");
}
