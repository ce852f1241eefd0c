//! Key policies and grants.

use serde_json::{Value, json};

use super::{Player, document};
use crate::generate::dice::Dice;
use crate::held::HeldKey;
use crate::identities::KeyGrant;
use crate::organisation::Organisation;

/// Gives every key its policy, a few of them grants, and two a state in which nobody can use them.
pub(super) fn fill(organisation: &mut Organisation, players: &[Player], dice: &mut Dice) {
    let legacy = "AIDAQ3EXAMPLEGONE2345";
    for (place, contents) in &mut organisation.places {
        let account = place.account.as_str();
        let reader = players.iter().find(|player| {
            player.kind.is_workload() && player.account == place.account && player.region == place.region
        });
        for key in &mut contents.keys {
            let own = own_statement(account);
            key.policy = if key.aws_managed {
                document(&[service_statement(key, account, place.region.as_str())])
            } else if key.aliases.iter().any(|alias| alias == "alias/identity") {
                // Named users only, one of whom is gone: the account's identity policies count for nothing here.
                let mut statements = vec![administration(account)];
                let mut who: Vec<Value> = vec![json!(legacy)];
                who.extend(reader.map(|player| json!(player.arn)));
                statements.push(json!({"Sid": "NamedReaders", "Effect": "Allow", "Principal": {"AWS": who},
                    "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": "*"}));
                document(&statements)
            } else {
                document(&[own])
            };
            if key.aliases.iter().any(|alias| alias == "alias/payments") {
                key.grants.extend(reader.map(|player| KeyGrant {
                    id: dice.hex(64),
                    grantee: player.arn.clone(),
                    operations: vec!["Decrypt".to_owned(), "DescribeKey".to_owned()],
                    context: Vec::new(),
                    created_at: dice.ago(40, 400),
                }));
            }
            if key.aliases.is_empty() && !key.aws_managed {
                let state = if place.region.as_str().ends_with("-1") { "PendingDeletion" } else { "Disabled" };
                state.clone_into(&mut key.state);
            }
        }
    }
}

/// AWS's default: the account's own policies decide.
fn own_statement(account: &str) -> Value {
    json!({"Sid": "Enable IAM User Permissions", "Effect": "Allow",
        "Principal": {"AWS": format!("arn:aws:iam::{account}:root")}, "Action": "kms:*", "Resource": "*"})
}

/// Who may manage the key, without using it.
fn administration(account: &str) -> Value {
    json!({"Sid": "Administration", "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
        "Action": ["kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*",
            "kms:Revoke*", "kms:Disable*", "kms:Get*", "kms:Delete*", "kms:ScheduleKeyDeletion",
            "kms:CancelKeyDeletion"],
        "Resource": "*"})
}

/// The policy of AWS's own keys: everybody of the account, through the service.
fn service_statement(key: &HeldKey, account: &str, region: &str) -> Value {
    let service = if key.aliases.iter().any(|alias| alias.ends_with("/ssm")) { "ssm" } else { "secretsmanager" };
    json!({"Sid": format!("Allow access through {service}"), "Effect": "Allow", "Principal": {"AWS": "*"},
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
        "Resource": "*",
        "Condition": {"StringEquals": {
            "kms:CallerAccount": account, "kms:ViaService": format!("{service}.{region}.amazonaws.com")}}})
}
