//! The IAM policy for exactly what Keyturn uses, and two ways to roll the role out over an organisation. One list of
//! statements is behind all three.

use serde::Serialize;

use super::ACTIONS;
use keyturn_aws::actions::{ENTER, TAG};

/// The version of the policy language.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
const LANGUAGE: &str = "2012-10-17";

/// Every action that returns a secret's value, or decrypts one: denied, so that a broader policy cannot allow it.
pub(super) const DENIED: [&str; 7] = [
    "secretsmanager:GetSecretValue",
    "secretsmanager:BatchGetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:GetParameterHistory",
    "kms:Decrypt",
];

/// How the policy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyForm {
    /// The policy itself, for the base profile: it reads its own account and enters the others.
    Json,
    /// A template with the role for a CloudFormation StackSet.
    CloudFormation,
    /// The role as Terraform.
    Terraform,
}

impl PolicyForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Json, Self::CloudFormation, Self::Terraform];

    /// The code that is typed and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::CloudFormation => "cloudformation",
            Self::Terraform => "terraform",
        }
    }

    /// The form with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// A name for the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Json => "keyturn-policy.json",
            Self::CloudFormation => "keyturn-reader.yaml",
            Self::Terraform => "keyturn-reader.tf",
        }
    }
}

/// A policy's members, in the order in which people write them.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    action: Vec<&'static str>,
    resource: &'static str,
}

fn reads() -> Statement {
    Statement {
        sid: "KeyturnReadsMetadata",
        effect: "Allow",
        action: ACTIONS.iter().map(|action| action.name).collect(),
        resource: "*",
    }
}

fn enters() -> Statement {
    Statement {
        sid: "KeyturnEntersTheOtherAccounts",
        effect: "Allow",
        action: vec![ENTER, TAG],
        resource: "arn:aws:iam::*:role/keyturn-reader",
    }
}

fn denies() -> Statement {
    Statement { sid: "NobodyReadsValuesThroughKeyturn", effect: "Deny", action: DENIED.to_vec(), resource: "*" }
}

/// The policy in a form, ending with a line feed.
pub fn policy(form: PolicyForm) -> String {
    match form {
        PolicyForm::Json => json(),
        PolicyForm::CloudFormation => {
            CLOUDFORMATION.replace("          {STATEMENTS}\n", &yaml(&[reads(), denies()], 14))
        }
        PolicyForm::Terraform => TERRAFORM.replace("  {STATEMENTS}\n", &hcl(&[reads(), denies()])),
    }
}

fn json() -> String {
    let policy = Policy { version: LANGUAGE, statement: vec![reads(), enters(), denies()] };
    // Texts and lists of texts can always be written.
    let mut text = serde_json::to_string_pretty(&policy).unwrap_or_default();
    text.push('\n');
    text
}

/// The statements as YAML, this far to the right.
fn yaml(statements: &[Statement], indent: usize) -> String {
    let pad = " ".repeat(indent);
    let of = |statement: &Statement| {
        let actions = statement.action.iter().map(|action| format!("    - {action}"));
        let mut lines = vec![
            format!("- Sid: {}", statement.sid),
            format!("  Effect: {}", statement.effect),
            "  Action:".to_owned(),
        ];
        lines.extend(actions);
        lines.push(format!("  Resource: \"{}\"", statement.resource));
        lines.iter().flat_map(|line| [pad.as_str(), line, "\n"]).collect::<String>()
    };
    statements.iter().map(of).collect()
}

/// The statements as blocks of `aws_iam_policy_document`.
fn hcl(statements: &[Statement]) -> String {
    let of = |statement: &Statement| {
        let actions = statement.action.iter().map(|action| format!("      \"{action}\",\n"));
        let Statement { sid, effect, resource, .. } = statement;
        format!(
            "  statement {{\n    sid    = \"{sid}\"\n    effect = \"{effect}\"\n    actions = [\n{}    ]\n    resources = [\"{resource}\"]\n  }}\n",
            actions.collect::<String>()
        )
    };
    statements.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// The template around the statements.
const CLOUDFORMATION: &str = include_str!("policy/keyturn-reader.yaml");

/// The module around the statements.
const TERRAFORM: &str = include_str!("policy/keyturn-reader.tf");
