//! The organisation's tree and its policies.

use serde_json::json;

use super::document;
use crate::identities::{OrganisationPolicy, OrganisationPolicyKind, Tree, Unit};
use crate::organisation::Organisation;

const ROOT: &str = "r-a1b2";
const PRODUCTION: &str = "ou-a1b2-prod0001";
const OTHERS: &str = "ou-a1b2-work0001";

/// The tree: production and the rest, under one root; the management account stays at the root.
pub(super) fn tree(organisation: &Organisation) -> Tree {
    let unit = |id: &str, name: &str| Unit { id: id.to_owned(), name: name.to_owned(), parent: ROOT.to_owned() };
    let place = |at: usize, name: &str| {
        let unit = match (at, name) {
            (0, _) => ROOT,
            (_, name) if name.starts_with("prod") => PRODUCTION,
            _ => OTHERS,
        };
        unit.to_owned()
    };
    let places = organisation.members.iter().enumerate();
    let places = places.map(|(at, member)| (member.id.clone(), place(at, &member.name))).collect();
    Tree {
        root: ROOT.to_owned(),
        units: vec![unit(PRODUCTION, "Production"), unit(OTHERS, "Workloads")],
        places,
        policies: policies(organisation),
    }
}

fn policies(organisation: &Organisation) -> Vec<OrganisationPolicy> {
    let policy = |id: &str, name: &str, kind, targets: &[&str], statements: &[serde_json::Value]| OrganisationPolicy {
        id: id.to_owned(),
        name: name.to_owned(),
        kind,
        aws_managed: id.ends_with("FullAWSAccess"),
        document: document(statements),
        targets: targets.iter().map(|&target| target.to_owned()).collect(),
    };
    let accounts: Vec<&str> = organisation.members.iter().map(|member| member.id.as_str()).collect();
    let everywhere: Vec<&str> = [ROOT, PRODUCTION, OTHERS].into_iter().chain(accounts).collect();
    vec![
        policy(
            "p-FullAWSAccess",
            "FullAWSAccess",
            OrganisationPolicyKind::Service,
            &everywhere,
            &[json!({"Effect": "Allow", "Action": "*", "Resource": "*"})],
        ),
        policy(
            "p-RCPFullAWSAccess",
            "RCPFullAWSAccess",
            OrganisationPolicyKind::Resource,
            &everywhere,
            &[json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})],
        ),
        policy(
            "p-nohistory1",
            "no-old-values",
            OrganisationPolicyKind::Service,
            &[PRODUCTION],
            &[json!({
                "Sid": "NoOldValues", "Effect": "Deny", "Action": "ssm:GetParameterHistory", "Resource": "*",
                "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*Administrator*"}},
            })],
        ),
        policy(
            "p-ownpeople1",
            "only-our-organisation",
            OrganisationPolicyKind::Resource,
            &[ROOT],
            &[json!({
                "Sid": "OnlyOurOrganisation", "Effect": "Deny", "Principal": "*",
                "Action": ["secretsmanager:*", "kms:Decrypt"], "Resource": "*",
                "Condition": {
                    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": organisation.id},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                },
            })],
        ),
    ]
}
