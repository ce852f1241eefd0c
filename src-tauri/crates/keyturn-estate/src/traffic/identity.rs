//! Sessions and keys: what `userIdentity` says of who calls.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>

use chrono::{DateTime, SecondsFormat, Utc};
use keyturn_domain::account::AccountId;
use serde_json::{Value, json};

use super::cast::{Kind, Player};

/// Who calls, as records name it.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// The object of `userIdentity`.
    pub(super) identity: String,
    /// The caller's ARN, as error messages name it.
    pub(super) arn: String,
    /// What `LookupEvents` calls `Username`.
    pub(super) username: Option<String>,
    /// The access key's id.
    pub(super) key: Option<String>,
    /// Whether the call was made in the console.
    pub(super) console: bool,
    /// The principal's account.
    pub(super) account: AccountId,
}

/// FNV-1a: a number for a text, the same on every machine.
fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// An id as IAM gives them, in AWS's documented form of samples: prefix, nine or ten characters, `EXAMPLE`.
fn id(prefix: &str, of: &str, length: usize) -> String {
    let mut rest = number(of);
    let letters: String = (0..length)
        .map(|_| {
            let letter = u32::try_from(rest % 32).unwrap_or(0);
            rest = (rest / 32) ^ rest.rotate_left(17);
            char::from_digit(letter, 32).unwrap_or('A').to_ascii_uppercase()
        })
        .collect();
    format!("{prefix}{letters}EXAMPLE")
}

/// A user's key, which lives long.
pub(super) fn user(player: &Player, key: &str) -> Session {
    let key = id("AKIA", key, 9);
    let account = &player.account;
    let identity = match player.kind {
        Kind::Root => json!({
            "type": "Root", "principalId": account, "arn": player.arn, "accountId": account,
            "accessKeyId": id("ASIA", &key, 9),
            "sessionContext": {"attributes": {"creationDate": "2026-01-01T00:00:00Z", "mfaAuthenticated": "false"}},
        }),
        _ => json!({
            "type": "IAMUser", "principalId": id("AIDA", &player.arn, 10), "arn": player.arn, "accountId": account,
            "accessKeyId": key, "userName": player.name,
        }),
    };
    Session {
        identity: identity.to_string(),
        arn: player.arn.clone(),
        username: Some(player.name.clone()),
        key: identity.get("accessKeyId").and_then(Value::as_str).map(str::to_owned),
        console: false,
        account: account.clone(),
    }
}

/// A role's session, whose credentials were made at `since`.
pub(super) fn session(player: &Player, name: &str, since: DateTime<Utc>, console: bool) -> Session {
    let account = &player.account;
    let arn = format!("arn:aws:sts::{account}:assumed-role/{}/{name}", player.name);
    let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
    let key = id("ASIA", &format!("{arn} {since}"), 9);
    let role_id = id("AROA", &player.arn, 10);
    let mut context = json!({
        "sessionIssuer": {
            "type": "Role", "principalId": role_id, "arn": player.arn, "accountId": account, "userName": player.name,
        },
    });
    let mut with = |member: &str, value: Value| {
        if let Some(members) = context.as_object_mut() {
            members.insert(member.to_owned(), value);
        }
    };
    match player.kind {
        Kind::Ci => with("webIdFederationData", federation(account, "token.actions.githubusercontent.com")),
        Kind::Pod | Kind::Operator => {
            let cluster = format!("{:016X}{:016X}", number(account.as_str()), number(player.region.as_str()));
            with(
                "webIdFederationData",
                federation(account, &format!("oidc.eks.{}.amazonaws.com/id/{cluster}", player.region)),
            );
        }
        _ => {}
    }
    with("attributes", json!({"creationDate": since, "mfaAuthenticated": "false"}));
    if player.kind == Kind::Instance {
        with("ec2RoleDelivery", json!("2.0"));
    }
    let mut identity = json!({
        "type": "AssumedRole", "principalId": format!("{role_id}:{name}"), "arn": arn, "accountId": account,
        "accessKeyId": key, "sessionContext": context,
    });
    if let (Kind::Function, Some(members)) = (player.kind, identity.as_object_mut()) {
        let function = format!("arn:aws:lambda:{}:{account}:function:{name}", player.region);
        members.insert(
            "inScopeOf".to_owned(),
            json!({"issuerType": "AWS::Lambda::Function", "credentialsIssuedTo": function}),
        );
    }
    Session {
        identity: identity.to_string(),
        arn,
        username: Some(name.to_owned()),
        key: Some(key),
        console,
        account: account.clone(),
    }
}

fn federation(account: &AccountId, provider: &str) -> Value {
    json!({"federatedProvider": format!("arn:aws:iam::{account}:oidc-provider/{provider}"), "attributes": {}})
}

/// The same caller in a call that a service of AWS makes for it: `invokedBy`.
pub(super) fn through(session: &Session, service: &str) -> Session {
    let open = session.identity.strip_suffix('}').unwrap_or(&session.identity);
    Session { identity: format!("{open},\"invokedBy\":\"{service}\"}}"), console: false, ..session.clone() }
}

/// The same caller as the owner of a resource in another account sees it: an account and an opaque id.
pub(super) fn stranger(session: &Session) -> Session {
    let principal = serde_json::from_str::<Value>(&session.identity)
        .ok()
        .and_then(|identity| identity.get("principalId").cloned())
        .unwrap_or_default();
    let identity = json!({"type": "AWSAccount", "principalId": principal, "accountId": session.account});
    Session { identity: identity.to_string(), username: None, key: None, console: false, ..session.clone() }
}

/// A service that works for itself: rotation.
pub(super) fn service(account: &AccountId, service: &str) -> Session {
    Session {
        identity: json!({"accountId": account, "invokedBy": service}).to_string(),
        arn: String::new(),
        username: None,
        key: None,
        console: false,
        account: account.clone(),
    }
}
