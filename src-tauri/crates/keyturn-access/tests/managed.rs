//! AWS's own managed policies, of moto's dump: all are understood, and which of them read secrets is known.

use std::path::Path;
use std::process::Command;

use keyturn_access::fast::compile;
use keyturn_access::snapshot;
use keyturn_access::world::World;
use serde_json::{Value, json};

#[test]
#[expect(clippy::print_stderr, reason = "says why nothing is checked")]
fn the_managed_policies_that_read_secrets_are_known() {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/.venv/bin/python");
    if !python.exists() {
        eprintln!("no AWS-managed policies: run `make setup`");
        return;
    }
    let code = "from moto.iam.aws_managed_policies import aws_managed_policies_data as data; print(data)";
    let output = Command::new(python).args(["-c", code]).output().expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let dump: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let account = "111122223333";
    let (mut policies, mut roles) = (Vec::new(), Vec::new());
    for (name, policy) in dump.as_object().expect("policies by name") {
        let arn = format!("arn:aws:iam::aws:policy{}{name}", policy["Path"].as_str().unwrap_or("/"));
        policies.push(json!({"Arn": arn, "DefaultVersionId": "v1", "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": true, "Document": policy["Document"]}]}));
        roles.push(json!({"Arn": format!("arn:aws:iam::{account}:role/{name}"), "RoleId": "AROAEXAMPLE",
            "AttachedManagedPolicies": [{"PolicyArn": arn}]}));
    }
    assert!(roles.len() > 1_000, "{} policies", roles.len());
    let text = json!({"schema": 1, "accounts": [{"id": account,
        "authorization_details": {"RoleDetailList": roles, "Policies": policies},
        "secrets": [{"ARN": format!("arn:aws:secretsmanager:eu-west-1:{account}:secret:prod/db-a1B2c3"), "Name": "prod/db"}],
        "parameters": [{"ARN": format!("arn:aws:ssm:eu-west-1:{account}:parameter/prod/db"), "Name": "/prod/db", "Type": "SecureString"}]}]});
    let world = World::of(&snapshot::read(&text.to_string()).expect("a snapshot"));
    assert_eq!(world.faults, [], "all of them are understood");
    let compiled = compile(&world);
    let mut rows = compiled.rows(None);
    let mut lines = Vec::new();
    for (number, role) in world.principals.iter().enumerate() {
        let row = rows.row(number);
        for cell in row.cells() {
            let kind = world.secrets[cell.secret].kind;
            lines.push(format!("{} {kind:?} {:?} {:?}", role.name, cell.access, row.conditions(cell.secret)));
        }
    }
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}
