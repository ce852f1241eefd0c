//! Roles of programs: what each reads, and how its policy says so.

use serde_json::{Value, json};

use super::{Grants, HeldPolicy, Identities, Kind, Player, document, inline, managed, role, trust_service};
use crate::generate::dice::Dice;
use crate::identities::ManagedPolicy;
use crate::organisation::Organisation;

/// Gives the player's role to its account.
pub(super) fn add(identities: &mut Identities, player: &Player, organisation: &Organisation, dice: &mut Dice) {
    let nth = identities.roles.len();
    let account = &player.account;
    let (trust, mut grants) = match player.kind {
        Kind::Task => (trust_service("ecs-tasks.amazonaws.com"), reading(player)),
        Kind::Instance => {
            let mut grants = reading(player);
            grants.attached.push(managed::arn("AmazonSSMManagedInstanceCore"));
            (trust_service("ec2.amazonaws.com"), grants)
        }
        Kind::Function => {
            let mut grants = reading(player);
            grants.attached.push(managed::arn("service-role/AWSLambdaBasicExecutionRole"));
            (trust_service("lambda.amazonaws.com"), grants)
        }
        Kind::Pod => (trust_cluster(player), reading(player)),
        Kind::Operator => (trust_cluster(player), by_tag(player)),
        Kind::Ci => {
            let mut grants = reading(player);
            grants.boundary = Some(ci_boundary(identities, player, organisation));
            (trust_github(account.as_str(), nth), grants)
        }
        Kind::Terraform => {
            let grants = Grants { attached: vec![managed::arn("AdministratorAccess")], ..Grants::default() };
            let who = format!("arn:aws:iam::{account}:role/atlantis");
            (json!({"Effect": "Allow", "Principal": {"AWS": who}, "Action": "sts:AssumeRole"}), grants)
        }
        Kind::Rotator => (trust_service("lambda.amazonaws.com"), rotating(player)),
        Kind::Nightly => (trust_service("batch.amazonaws.com"), through_endpoint(player)),
        Kind::Scanner => (
            trust_service("lambda.amazonaws.com"),
            Grants { attached: vec![managed::arn("SecurityAudit")], ..Grants::default() },
        ),
        Kind::AwsConfig => (
            trust_service("config.amazonaws.com"),
            Grants { attached: vec![managed::arn("aws-service-role/AWSConfigServiceRolePolicy")], ..Grants::default() },
        ),
        Kind::Person | Kind::OnCall | Kind::Departed | Kind::BreakGlass | Kind::Legacy | Kind::Root => return,
    };
    // The faults that every organisation has, on a few of the workloads.
    if player.kind.is_workload() {
        grants.inline.extend(fault(nth, player));
    }
    let mut held = role(player, &trust, grants, dice);
    held.used_at = (player.kind != Kind::AwsConfig).then(|| dice.ago(0, 3));
    identities.roles.push(held);
}

fn trust_cluster(player: &Player) -> Value {
    let issuer = format!("oidc.eks.{}.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE", player.region);
    json!({
        "Effect": "Allow",
        "Principal": {"Federated": format!("arn:aws:iam::{}:oidc-provider/{issuer}", player.account)},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {
            (format!("{issuer}:aud")): "sts.amazonaws.com",
            (format!("{issuer}:sub")): format!("system:serviceaccount:{0}:{0}", player.service.unwrap_or("default")),
        }},
    })
}

/// GitHub Actions; the second account's trust lets any branch of any repository in.
fn trust_github(account: &str, nth: usize) -> Value {
    let subject = if nth.is_multiple_of(2) { "repo:example/storefront:ref:refs/heads/main" } else { "repo:example/*" };
    json!({
        "Effect": "Allow",
        "Principal": {"Federated": format!("arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com")},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
            "StringLike": {"token.actions.githubusercontent.com:sub": subject},
        },
    })
}

/// The secret's ARN with its random characters left open.
fn without_suffix(arn: &str) -> String {
    arn.rsplit_once('-').map_or_else(|| arn.to_owned(), |(stem, _)| format!("{stem}-??????"))
}

fn of_store<'a>(player: &'a Player, service: &'a str) -> impl Iterator<Item = &'a String> {
    player.reads.iter().filter(move |arn| arn.split(':').nth(2) == Some(service))
}

fn decrypt(player: &Player) -> Value {
    let region = &player.region;
    json!({
        "Sid": "Decrypt", "Effect": "Allow", "Action": "kms:Decrypt",
        "Resource": format!("arn:aws:kms:{region}:{}:key/*", player.account),
        "Condition": {"StringEquals": {"kms:ViaService": [
            format!("secretsmanager.{region}.amazonaws.com"), format!("ssm.{region}.amazonaws.com")]}},
    })
}

/// What the player reads, named one by one: as it should be.
fn exactly(player: &Player) -> Vec<Value> {
    let secrets: Vec<String> = of_store(player, "secretsmanager").map(|arn| without_suffix(arn)).collect();
    let parameters: Vec<&String> = of_store(player, "ssm").collect();
    let mut statements = Vec::new();
    if !secrets.is_empty() {
        statements.push(json!({
            "Sid": "ReadSecrets", "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], "Resource": secrets,
        }));
    }
    if !parameters.is_empty() {
        statements.push(json!({
            "Sid": "ReadParameters", "Effect": "Allow", "Action": ["ssm:GetParameter", "ssm:GetParameters"],
            "Resource": parameters,
        }));
    }
    statements.push(decrypt(player));
    statements
}

fn reading(player: &Player) -> Grants {
    Grants { inline: vec![inline("read-secrets", &exactly(player))], ..Grants::default() }
}

/// One more policy, of a kind that a review should find.
fn fault(nth: usize, player: &Player) -> Option<HeldPolicy> {
    let (region, account) = (&player.region, &player.account);
    let service = player.service.unwrap_or("shared");
    let statement = match nth % 6 {
        0 => json!({"Sid": "Everything", "Effect": "Allow", "Action": "ssm:GetParameter*",
            "Resource": "arn:aws:ssm:*:*:parameter/*"}),
        1 => json!({"Sid": "NeverMatches", "Effect": "Allow", "Action": "ssm:GetParameter",
            "Resource": format!("arn:aws:ssm:{region}:{account}:parameter//prod/{service}/*")}),
        2 => json!({"Sid": "NameStar", "Effect": "Allow", "Action": "secretsmanager:GetSecretValue",
            "Resource": format!("arn:aws:secretsmanager:{region}:{account}:secret:prod/{service}/postgres-*")}),
        3 => json!({"Sid": "AnyAccount", "Effect": "Allow", "Action": "secretsmanager:GetSecretValue",
            "Resource": format!("arn:aws:secretsmanager:*:*:secret:*/{service}/*")}),
        _ => return None,
    };
    Some(inline("added-in-a-hurry", &[statement]))
}

/// The operator reads what is tagged for it.
fn by_tag(player: &Player) -> Grants {
    let statement = json!({
        "Sid": "TaggedSecrets", "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
        "Condition": {"StringLike": {"secretsmanager:ResourceTag/team": "*"}},
    });
    Grants { inline: vec![inline("tagged-secrets", &[statement, decrypt(player)])], ..Grants::default() }
}

fn rotating(player: &Player) -> Grants {
    let statements = [
        json!({
            "Sid": "Rotate", "Effect": "Allow", "Action": [
                "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage"],
            "Resource": "*",
            "Condition": {"StringEquals": {"secretsmanager:resource/AllowRotationLambdaArn":
                format!("arn:aws:lambda:{}:{}:function:SecretsManagerRotation", player.region, player.account)}},
        }),
        json!({"Effect": "Allow", "Action": "secretsmanager:GetRandomPassword", "Resource": "*"}),
        decrypt(player),
    ];
    Grants { inline: vec![inline("rotate", &statements)], ..Grants::default() }
}

/// The nightly jobs read through the VPC's endpoint alone.
fn through_endpoint(player: &Player) -> Grants {
    let mut statements = exactly(player);
    for statement in &mut statements {
        if let Some(statement) = statement.as_object_mut().filter(|statement| !statement.contains_key("Condition")) {
            statement
                .insert("Condition".to_owned(), json!({"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}}));
        }
    }
    Grants { inline: vec![inline("nightly", &statements)], ..Grants::default() }
}

/// The boundary of what pipelines may at most: never another team's production.
fn ci_boundary(identities: &mut Identities, player: &Player, organisation: &Organisation) -> String {
    let arn = format!("arn:aws:iam::{}:policy/boundaries/pipeline", player.account);
    let statements = [
        json!({"Sid": "AtMost", "Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}),
        json!({"Sid": "NotPayments", "Effect": "Deny", "Action": ["secretsmanager:GetSecretValue", "ssm:GetParameter*"],
            "Resource": ["arn:aws:secretsmanager:*:*:secret:prod/payments/*", "arn:aws:ssm:*:*:parameter/prod/payments/*"]}),
    ];
    if !identities.policies.iter().any(|policy| policy.arn == arn) {
        identities.policies.push(ManagedPolicy {
            arn: arn.clone(),
            name: "pipeline".to_owned(),
            versions: vec![
                HeldPolicy { name: "v2".to_owned(), document: document(&statements) },
                HeldPolicy { name: "v1".to_owned(), document: document(&statements[..1]) },
            ],
            created_at: organisation.now - chrono::Duration::days(400),
        });
    }
    arn
}
