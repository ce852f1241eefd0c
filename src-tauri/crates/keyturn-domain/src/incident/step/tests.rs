//! Steps: how they stand, what they must have, the facts that they set.

use proptest::prelude::*;

use super::*;

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + minutes * 60, 0).expect("a time")
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

fn step(id: &str, phase: &str) -> PlannedStep {
    PlannedStep { id: id.to_owned(), phase: phase.to_owned(), ..PlannedStep::default() }
}

/// Confirm (a decision) → order (two persons, after scope) · scope · block (undecided at first) · store.
fn plan(block: Condition) -> Vec<PlannedStep> {
    vec![
        PlannedStep {
            choices: names(&["confirmed", "exposed"]),
            sets: names(&["exposure.state"]),
            ..step("confirm", "assess")
        },
        step("scope", "assess"),
        PlannedStep { two_person: true, needs: names(&["scope"]), ..step("order", "contain") },
        PlannedStep { condition: block, ..step("block", "contain") },
        PlannedStep {
            needs: names(&["order"]),
            sets: names(&["secret.version"]),
            records: names(&["version"]),
            ..step("store", "recover")
        },
    ]
}

fn did(step: &str, act: StepAct, minute: i64) -> Acted {
    Acted { step: step.to_owned(), act, by: "Ada".to_owned(), at: at(minute) }
}

fn done(choice: Option<&str>, second: Option<&str>, records: &[(&str, &str)]) -> StepAct {
    let records =
        records.iter().map(|(id, value)| Recorded { id: (*id).to_owned(), value: (*value).to_owned() }).collect();
    StepAct::Done { choice: choice.map(str::to_owned), second: second.map(str::to_owned), records }
}

fn why(text: &str) -> StepAct {
    StepAct::NotApplicable { why: text.to_owned() }
}

fn answer(applies: bool) -> StepAct {
    StepAct::Answered { applies, why: "the key has no sessions".to_owned() }
}

fn reopened() -> StepAct {
    StepAct::Reopened { why: "it was the wrong key".to_owned() }
}

#[test]
fn acts_are_taken_or_refused() {
    let scope = [did("scope", done(None, None, &[]), 1)];
    let confirmed = [did("confirm", done(Some("exposed"), None, &[]), 1)];
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let undecided = plan(Condition::Undecided);
    let check = |acts: &[Acted], step: &str, act: StepAct, expect: Result<&[&str], &str>| {
        let found = check(&undecided, acts, &did(step, act, 2)).map_err(|fault| fault.to_string());
        assert_eq!(found, expect.map(names).map_err(str::to_owned), "{step}");
    };
    check(&[], "confirm", done(Some("confirmed"), None, &[]), Ok(&[]));
    check(&[], "confirm", done(Some("maybe"), None, &[]), Err("choose one of confirmed, exposed"));
    check(&[], "confirm", done(None, None, &[]), Err("choose one of confirmed, exposed"));
    check(&[], "scope", done(Some("x"), None, &[]), Err("scope is no decision"));
    check(&[], "nowhere", done(None, None, &[]), Err("the runbook has no step \"nowhere\""));
    check(&confirmed, "confirm", done(Some("exposed"), None, &[]), Err("confirm is done already: reopen it first"));
    check(&confirmed, "confirm", reopened(), Ok(&[]));
    check(&[], "confirm", reopened(), Err("confirm is open"));
    check(&confirmed, "confirm", StepAct::Reopened { why: " ".to_owned() }, Err("say why it is opened again"));
    // Two persons: by name, another one, and in order.
    check(&scope, "order", done(None, Some("Bob"), &[]), Ok(&[]));
    check(&scope, "order", done(None, None, &[]), Err("order wants a second person, by name"));
    check(&scope, "order", done(None, Some(" "), &[]), Err("order wants a second person, by name"));
    check(&scope, "order", done(None, Some(" ada "), &[]), Err("the second person is the one who did it"));
    check(&[], "order", done(None, Some("Bob"), &[]), Err("order comes after scope"));
    // Elsewhere the order is a warning.
    check(&[], "store", done(None, None, &[("version", "7")]), Ok(&["order"]));
    check(&[], "store", done(None, None, &[]), Err("version must be recorded"));
    check(&[], "store", done(None, None, &[("version", " ")]), Err("version must be recorded"));
    check(&[], "store", done(None, None, &[("v", "7")]), Err("\"v\" is not asked for, or given twice"));
    let twice = done(None, None, &[("version", "7"), ("version", "8")]);
    check(&[], "store", twice, Err("\"version\" is not asked for, or given twice"));
    let secret = "the text holds what looks like a GitHub token: say where it is kept, never what it is";
    check(&[], "store", done(None, None, &[("version", &token)]), Err(secret));
    // Reasons.
    check(&[], "scope", why(""), Err("say why it does not apply"));
    check(&[], "scope", why(&token), Err(secret));
    check(&[], "scope", why("one consumer, known"), Ok(&[]));
    check(&[], "scope", StepAct::HandedOver { to: "Bob".to_owned(), note: String::new() }, Ok(&[]));
    check(&[], "scope", StepAct::HandedOver { to: " ".to_owned(), note: String::new() }, Err("say to whom"));
    check(&[], "scope", answer(true), Err("whether scope applies is not in question"));
    check(&[], "block", answer(false), Ok(&[]));
    check(&[did("block", answer(false), 1)], "block", reopened(), Ok(&[]));
    check(&[], "block", done(None, None, &[]), Ok(&[]));
}

#[test]
fn a_condition_that_cannot_be_decided_asks_and_never_hides() {
    let hand = StepAct::HandedOver { to: "Bob".to_owned(), note: String::new() };
    for (condition, acts, expect) in [
        (Condition::Undecided, vec![], "asks"),
        (Condition::Fails, vec![], "dimmed"),
        (Condition::Holds, vec![], "open"),
        (Condition::Undecided, vec![answer(true)], "open"),
        (Condition::Undecided, vec![answer(false)], "dimmed"),
        (Condition::Undecided, vec![answer(false), reopened()], "asks"),
        // The facts came in later and say otherwise than the person did: it is shown.
        (Condition::Holds, vec![answer(false)], "open"),
        (Condition::Fails, vec![answer(true)], "open"),
        (Condition::Fails, vec![done(None, None, &[])], "done"),
        (Condition::Holds, vec![why("x")], "not_applicable"),
        (Condition::Holds, vec![why("x"), reopened()], "open"),
        (Condition::Undecided, vec![hand.clone()], "asks"),
        (Condition::Holds, vec![hand, done(None, None, &[])], "done"),
    ] {
        let acts: Vec<Acted> = acts.into_iter().map(|act| did("block", act, 1)).collect();
        let block = PlannedStep { condition, ..step("block", "contain") };
        assert_eq!(state(&block, &acts).code(), expect, "{condition:?} {acts:?}");
    }
}

#[test]
fn the_current_step_is_the_first_open_one_and_choices_set_facts() {
    let mut acts = Vec::new();
    let undecided = plan(Condition::Undecided);
    let now = |acts: &[Acted]| current(&undecided, acts).map(|step| step.id.clone()).unwrap_or_default();
    assert_eq!(now(&acts), "confirm");
    acts.push(did("confirm", done(Some("exposed"), None, &[]), 1));
    assert_eq!(now(&acts), "scope");
    acts.push(did("scope", why("one consumer"), 3));
    assert_eq!((now(&acts), phase_ends(&undecided, &acts)), ("order".into(), [("assess".into(), at(3))].into()));
    acts.push(did("order", StepAct::HandedOver { to: "Bob".to_owned(), note: String::new() }, 4));
    let order = undecided.iter().find(|step| step.id == "order").expect("a step");
    assert_eq!(state(order, &acts), StepState::Open { holder: Some("Bob".to_owned()) });
    acts.push(did("order", done(None, Some("Bob"), &[]), 5));
    assert_eq!(now(&acts), "block");
    assert_eq!(phase_ends(&undecided, &acts).len(), 1, "contain still asks");
    acts.push(did("store", done(None, None, &[("version", "7")]), 6));
    let expect = [("exposure.state", "exposed"), ("secret.version", "7")];
    let facts_of = |acts: &[Acted]| facts(&undecided, acts);
    let owned: BTreeMap<String, String> = expect.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    assert_eq!(facts_of(&acts), owned);
    acts.push(did("block", answer(false), 7));
    assert_eq!(now(&acts), "");
    assert_eq!(phase_ends(&undecided, &acts).len(), 3);
    acts.push(did("confirm", reopened(), 8));
    assert_eq!(now(&acts), "confirm");
    assert_eq!(facts_of(&acts).len(), 1, "what was reopened sets nothing");
    assert!(!phase_ends(&undecided, &acts).contains_key("assess"));
}

#[test]
fn a_phase_of_which_nothing_applies_ends_with_the_one_before() {
    let plan = [step("a", "one"), PlannedStep { condition: Condition::Fails, ..step("b", "two") }, step("c", "three")];
    let acts = [did("a", done(None, None, &[]), 4)];
    assert_eq!(phase_ends(&plan, &acts), [("one".to_owned(), at(4)), ("two".to_owned(), at(4))].into());
    assert_eq!(phase_ends(&plan, &[]), BTreeMap::new());
}

proptest! {
    /// Whatever is done in whatever order: only acts that pass are kept, and the run then ends or has a current step
    /// that can be ended.
    #[test]
    fn a_run_never_gets_stuck(
        moves in proptest::collection::vec((0_usize..5, 0_usize..6), 0..40),
        condition in proptest::sample::select(Condition::ALL),
    ) {
        let plan = plan(condition);
        let mut acts: Vec<Acted> = Vec::new();
        for (which, what) in moves {
            let step = &plan[which];
            let choice = step.choices.first().map(String::as_str);
            let records: Vec<(&str, &str)> = step.records.iter().map(|id| (id.as_str(), "x")).collect();
            let act = match what {
                0 => done(choice, Some("Bob"), &records),
                1 => why("x"),
                2 => answer(true),
                3 => answer(false),
                4 => reopened(),
                _ => StepAct::HandedOver { to: "Bob".to_owned(), note: String::new() },
            };
            let acted = did(&step.id, act, 1);
            if check(&plan, &acts, &acted).is_ok() {
                acts.push(acted);
            }
        }
        for _ in 0..plan.len() {
            let Some(step) = current(&plan, &acts) else { break };
            let acted = did(&step.id, why("x"), 2);
            prop_assert_eq!(check(&plan, &acts, &acted), Ok(vec![]));
            acts.push(acted);
        }
        prop_assert_eq!(current(&plan, &acts), None);
    }
}
