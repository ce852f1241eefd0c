//! `keyturn doctor`: its exit codes, its words, and the policy as the readers that people use read it.

use keyturn_estate::{Effect, Fault};
use keyturn_tests::servers;
use serde_json::{Value, json};

use crate::cli::Shell;

fn words(shell: &Shell, code: i32) -> String {
    let output = shell.run(&["doctor"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn exit_codes_say_how_it_went() {
    let shell = Shell::new();
    // Nothing is set up: the machine is looked at all the same.
    assert!(words(&shell, 1).contains("No source is set up"));
    shell.sync(0);
    let well = shell.json(&["doctor", "--json"], 0);
    assert_eq!((&well["well"], &well["partial"], &well["sentences"]), (&json!(true), &json!(false), &json!([])));
    assert_eq!(well["accounts"].as_array().map(Vec::len), Some(4));
    let said = words(&shell, 0);
    for part in [
        "This machine's clock goes with AWS's.",
        "The database is sound",
        "No backup was ever written.",
        "Everything that Keyturn uses is allowed.",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }

    shell.server.set_faults(vec![Fault::on("KMS.GetKeyPolicy", Effect::Deny)]);
    let said = words(&shell, 1);
    assert!(said.contains("No kms:GetKeyPolicy in 4 accounts: readers of"), "{said}");
    assert!(said.contains("keyturn doctor --policy"), "{said}");

    shell.server.set_faults(vec![Fault::on("STS.AssumeRole", Effect::Deny)]);
    let said = words(&shell, 4);
    assert!(said.contains("No sts:AssumeRole into 3 accounts: nothing is read there; "), "{said}");
    let found = shell.json(&["doctor", "--json"], 4);
    assert_eq!(found["problems"].as_array().map(Vec::len), Some(3), "{}", found["problems"]);
    assert_eq!(shell.server.value_calls(), 0);
}

#[test]
fn the_policy_says_the_same_in_each_form() {
    let shell = Shell::new();
    let mut files = Vec::new();
    for (form, name) in [("json", "policy.json"), ("cloudformation", "role.yaml"), ("terraform", "role.tf")] {
        // It needs neither a database nor AWS.
        let output = shell.run(&["doctor", "--policy", form]);
        assert_eq!(output.status.code(), Some(0), "{form}");
        let path = shell.folder.path().join(name);
        std::fs::write(&path, output.stdout).expect("a file");
        files.push(path);
    }
    assert!(!shell.folder.path().join("data").exists(), "nothing was opened");
    assert_eq!(shell.run(&["doctor", "--policy", "yaml"]).status.code(), Some(2));
    let output = servers::python()
        .expect("Python")
        .arg(servers::servers().join("policy.py"))
        .args(&files)
        .output()
        .expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let (policy, template, module) = (&read["json"], &read["cloudformation"], &read["terraform"]);
    // The base profile alone enters the other accounts.
    let mut allowed: Vec<&str> = policy["allowed"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    allowed.retain(|action| !action.starts_with("sts:"));
    assert!(allowed.len() > 30 && policy["denied"].as_array().is_some_and(|denied| denied.len() == 7));
    for form in [template, module] {
        assert_eq!((&form["allowed"], &form["denied"]), (&json!(allowed), &policy["denied"]));
    }
    assert_eq!(template["faults"], json!([]), "cfn-lint");
    assert_eq!(template["parameters"], json!(["ExternalId", "RoleName", "TrustedPrincipal"]));
    assert_eq!(template["trusts"], json!({"AWS": {"Ref": "TrustedPrincipal"}}));
    assert_eq!(template["external_id"][0], "HasExternalId");
    assert_eq!(template["external_id"][1], json!({"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}));
    assert_eq!(module["parameters"], json!(["external_id", "role_name", "trusted_principal"]));
    assert_eq!(module["resources"], json!(["aws_iam_role", "aws_iam_role_policy"]));
}
