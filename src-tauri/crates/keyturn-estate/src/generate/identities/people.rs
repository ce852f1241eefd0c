//! Users, groups, permission sets, and the roles that every account has.

use std::collections::BTreeMap;

use keyturn_domain::account::AccountId;
use serde_json::{Value, json};

use super::{Grants, HeldRole, Identities, Kind, Player, document, inline, managed};
use crate::generate::dice::Dice;
use crate::identities::{HeldGroup, HeldUser};
use crate::organisation::Organisation;

fn id(prefix: &str, dice: &mut Dice) -> String {
    format!("{prefix}{}", dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 17))
}

/// The user of an emergency, and the one whose long-lived keys are in an old script.
pub(super) fn add_user(identities: &mut Identities, player: &Player, dice: &mut Dice) {
    let (groups, grants) = if player.kind == Kind::BreakGlass {
        if identities.groups.iter().all(|group| !group.arn.ends_with(":group/emergency")) {
            let statement = json!({
                "Sid": "OnlyWithMfa", "Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
            });
            identities.groups.push(HeldGroup {
                arn: format!("arn:aws:iam::{}:group/emergency", player.account),
                id: id("AGPA", dice),
                grants: Grants { inline: vec![inline("emergency", &[statement])], ..Grants::default() },
                created_at: dice.ago(800, 1400),
            });
        }
        (vec!["emergency".to_owned()], Grants::default())
    } else {
        (Vec::new(), Grants { attached: vec![managed::arn("SecretsManagerReadWrite")], ..Grants::default() })
    };
    identities.users.push(HeldUser {
        arn: player.arn.clone(),
        id: id("AIDA", dice),
        groups,
        grants,
        tags: Vec::new(),
        created_at: dice.ago(900, 1500),
    });
}

/// A role that people share: of an Identity Center permission set, or the one for incidents.
pub(super) fn add_permission_set(identities: &mut Identities, player: &Player, dice: &mut Dice) {
    if identities.roles.iter().any(|role| role.arn == player.arn) {
        return;
    }
    let of_centre = json!({
        "Effect": "Allow",
        "Principal": {"Federated": format!("arn:aws:iam::{}:saml-provider/AWSSSO_5f0c1d2e3b4a5968_DO_NOT_DELETE", player.account)},
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    });
    let with_mfa = json!({
        "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{}:root", player.account)},
        "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    });
    let trust = if player.kind == Kind::OnCall { with_mfa } else { of_centre };
    let grants = if player.kind == Kind::OnCall {
        Grants { attached: vec![managed::arn("PowerUserAccess")], ..Grants::default() }
    } else if player.name.contains("Administrator") {
        Grants { attached: vec![managed::arn("AdministratorAccess")], ..Grants::default() }
    } else if player.name.contains("ReadOnly") {
        Grants { attached: vec![managed::arn("ReadOnlyAccess")], ..Grants::default() }
    } else {
        Grants { inline: vec![inline("AwsSSOInlinePolicy", &developer(player))], ..Grants::default() }
    };
    identities.roles.push(HeldRole {
        arn: player.arn.clone(),
        id: id("AROA", dice),
        trust: document(&[trust]),
        grants,
        tags: Vec::new(),
        created_at: dice.ago(300, 900),
        used_at: Some(dice.ago(0, 2)),
    });
}

/// Developers read what is not production, and of production what their session's tag says is their team's.
fn developer(player: &Player) -> Vec<Value> {
    let account = &player.account;
    vec![
        json!({
            "Sid": "NotProduction", "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue", "secretsmanager:ListSecrets", "ssm:GetParameter*", "ssm:DescribeParameters"],
            "Resource": [
                format!("arn:aws:secretsmanager:*:{account}:secret:dev/*"),
                format!("arn:aws:secretsmanager:*:{account}:secret:staging/*"),
                format!("arn:aws:ssm:*:{account}:parameter/dev/*"),
                format!("arn:aws:ssm:*:{account}:parameter/staging/*")],
        }),
        json!({
            "Sid": "OwnTeam", "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
            "Condition": {"StringEquals": {"secretsmanager:ResourceTag/team": "${aws:PrincipalTag/team}"}},
        }),
        json!({
            "Sid": "Decrypt", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": format!("arn:aws:kms:*:{account}:key/*"),
            "Condition": {"StringLike": {"kms:ViaService": ["secretsmanager.*.amazonaws.com", "ssm.*.amazonaws.com"]}},
        }),
    ]
}

/// What every account has: the way in for the management account, Keyturn's own role, and who runs Terraform.
pub(super) fn add_common(organisation: &Organisation, accounts: &mut BTreeMap<AccountId, Identities>, dice: &mut Dice) {
    let Some(management) = organisation.management() else { return };
    let trust =
        |who: String| document(&[json!({"Effect": "Allow", "Principal": {"AWS": who}, "Action": "sts:AssumeRole"})]);
    for (account, identities) in accounts.iter_mut() {
        let mut add = |name: &str, trust: String, grants: Grants| {
            identities.roles.push(HeldRole {
                arn: format!("arn:aws:iam::{account}:role/{name}"),
                id: id("AROA", dice),
                trust,
                grants,
                tags: Vec::new(),
                created_at: dice.ago(1000, 1500),
                used_at: None,
            });
        };
        let admin = || Grants { attached: vec![managed::arn("AdministratorAccess")], ..Grants::default() };
        if *account != management.id {
            add("OrganizationAccountAccessRole", trust(format!("arn:aws:iam::{}:root", management.id)), admin());
        }
        let audit = Grants { attached: vec![managed::arn("SecurityAudit")], ..Grants::default() };
        add(crate::demo::Demo::ROLE, trust(format!("arn:aws:iam::{}:root", management.id)), audit);
        let assume = json!({"Sid": "RunTerraform", "Effect": "Allow", "Action": "sts:AssumeRole",
            "Resource": format!("arn:aws:iam::{account}:role/terraform")});
        let atlantis = Grants { inline: vec![inline("terraform", &[assume])], ..Grants::default() };
        add("atlantis", document(&[super::trust_service("ecs-tasks.amazonaws.com")]), atlantis);
    }
}
