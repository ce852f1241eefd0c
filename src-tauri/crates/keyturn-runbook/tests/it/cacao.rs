//! The export as CACAO 2.0, against the schemas that OASIS publishes (`cacao_schemas/`, Apache-2.0) and rules of the
//! standard that no schema says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::{Resource, Validator};
use keyturn_runbook::cacao::{cacao, cacao_json};
use serde_json::Value;

use crate::support;

/// Validates a playbook with every schema that it refers to.
fn validator() -> Validator {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cacao_schemas");
    let mut options = jsonschema::options();
    let mut open = vec![folder.clone()];
    let mut main = None;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
            continue;
        }
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let schema: Value = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
        if path.ends_with("playbook.json") {
            main = Some(schema.clone());
        }
        let id = schema["$id"].as_str().expect("an id").to_owned();
        options = options.with_resource(id, Resource::from_contents(schema).expect("a schema"));
    }
    options.build(&main.expect("the playbook's schema")).expect("the schemas can be compiled")
}

fn errors(validator: &Validator, playbook: &Value) -> Vec<String> {
    validator.iter_errors(playbook).map(|error| format!("{}: {error}", error.instance_path)).collect()
}

#[test]
fn every_shipped_runbook_becomes_a_valid_playbook() {
    let validator = validator();
    let catalogue = support::shipped();
    assert!(catalogue.runbooks.len() >= 31);
    for (id, entry) in &catalogue.runbooks {
        let playbook = cacao(&entry.runbook);
        assert_eq!(errors(&validator, &playbook), Vec::<String>::new(), "{id}");
        let problems = problems(&playbook);
        assert!(problems.is_empty(), "{id}: {problems:?}");
        let commands = playbook["workflow"].as_object().expect("a workflow").values();
        let commands: Vec<&Value> = commands.filter_map(|step| step["commands"].as_array()).flatten().collect();
        assert_eq!(commands.len(), entry.runbook.steps().count(), "{id}: one command a step");
        assert!(commands.iter().all(|command| command["type"] == "manual"), "{id}: nothing that runs by itself");
    }
}

#[test]
fn the_schemas_refuse_what_is_no_playbook() {
    let validator = validator();
    let catalogue = support::shipped();
    let good = cacao(&catalogue.runbooks["drill"].runbook);
    let step = good["workflow"]
        .as_object()
        .expect("a workflow")
        .keys()
        .find(|key| key.starts_with("action"))
        .expect("one")
        .clone();
    let check = |change: &dyn Fn(&mut Value)| {
        let mut playbook = good.clone();
        change(&mut playbook);
        assert!(!errors(&validator, &playbook).is_empty(), "{playbook}");
    };
    check(&|playbook| playbook["spec_version"] = "cacao-1.0".into());
    check(&|playbook| playbook["id"] = "playbook--1".into());
    check(&|playbook| playbook["modified"] = "2026-11-21".into());
    check(&|playbook| playbook["workflow"][&step]["agent"] = Value::Null);
    check(&|playbook| playbook["workflow"][&step]["type"] = "act".into());
    check(&|playbook| playbook["workflow"][&step]["delay"] = 0.into());
}

/// What the standard asks for and the schemas do not: every step that is named exists and can be reached, agents and
/// extensions are defined, activities are listed, variables are declared, a branch has an end of its own.
fn problems(playbook: &Value) -> Vec<String> {
    let workflow = playbook["workflow"].as_object().expect("a workflow");
    let mut problems = Vec::new();
    let mut reached = BTreeSet::new();
    let mut open = vec![playbook["workflow_start"].as_str().expect("a start").to_owned()];
    while let Some(id) = open.pop() {
        let Some(step) = workflow.get(&id) else {
            problems.push(format!("{id} is not there"));
            continue;
        };
        if !reached.insert(id.clone()) {
            continue;
        }
        let next = ["on_completion", "on_true", "on_false"].into_iter().filter_map(|name| step[name].as_str());
        open.extend(next.map(str::to_owned));
        if !id.starts_with(&format!("{}--", step["type"].as_str().unwrap_or_default())) {
            problems.push(format!("{id} is of another type"));
        }
        if let Some(agent) = step["agent"].as_str().filter(|agent| playbook["agent_definitions"].get(*agent).is_none())
        {
            problems.push(format!("{agent} is not defined"));
        }
        for extension in step["step_extensions"].as_object().into_iter().flat_map(|all| all.keys()) {
            if playbook["extension_definitions"].get(extension).is_none() {
                problems.push(format!("{extension} is not defined"));
            }
        }
        for argument in step["out_args"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if playbook["playbook_variables"].get(argument).is_none() {
                problems.push(format!("{argument} is not declared"));
            }
        }
        for name in
            step["condition"].as_str().unwrap_or_default().split(' ').filter_map(|word| word.split_once(":value"))
        {
            if playbook["playbook_variables"].get(name.0.trim_start_matches('(')).is_none() {
                problems.push(format!("{} is not declared", name.0));
            }
        }
    }
    problems.extend(workflow.keys().filter(|id| !reached.contains(*id)).map(|id| format!("{id} is never reached")));
    let branch_ends = workflow.values().filter(|step| step["type"] == "end").count();
    let conditions = workflow.values().filter(|step| step["type"] == "if-condition").count();
    if branch_ends != conditions + 1 {
        problems.push(format!("{branch_ends} ends for {conditions} conditions"));
    }
    let activities = workflow.values().filter_map(|step| step["commands"][0]["playbook_activity"].as_str());
    if activities.collect::<BTreeSet<_>>()
        != playbook["playbook_activities"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    {
        problems.push("the activities are not those of the steps".into());
    }
    problems
}

#[test]
fn a_playbook_is_the_same_each_time() {
    let catalogue = support::shipped();
    let runbook = &catalogue.runbooks["drill"].runbook;
    assert_eq!(cacao_json(runbook), cacao_json(runbook));
    let good =
        support::catalogue("r", &support::files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/lint_files")));
    insta::assert_json_snapshot!(cacao(&good.runbooks["good"].runbook));
}
