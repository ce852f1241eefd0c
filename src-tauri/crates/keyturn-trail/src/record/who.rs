//! The actor behind a `userIdentity`, and what kind of reader it shows.
//!
//! | what the record shows | principal | nature |
//! |---|---|---|
//! | `Root` | `root` | human: AWS gives root's credentials to persons alone |
//! | `IAMUser` with MFA, or by the console | `user/…` | human |
//! | other `IAMUser` | `user/…` | unknown: a person's key and a program's look the same |
//! | role `AWSReservedSSO_…`, or `onBehalfOf` | `role/…` | human: Identity Center makes them for people |
//! | role below `aws-service-role/` | `role/…` | AWS service |
//! | role session with `webIdFederationData` | `role/…` | web identity |
//! | role session with MFA, by the console, or named by an e-mail address | `role/…` | human |
//! | other role sessions, `i-0…` among them | `role/…` | workload |
//! | `FederatedUser` | `federated-user/…` | human by the console, else unknown |
//! | `WebIdentityUser` | `web-identity/…` | web identity |
//! | `SAMLUser`, `IdentityCenterUser` | `saml-user/…`, `identity-center/…` | human |
//! | `AWSService`, or no more than `invokedBy` | `service/…` | AWS service |
//! | `AWSAccount`, or no more than an account | `account/…` | unknown |
//! | anything else | `unknown` | unknown |
//!
//! A session's name is its maker's choice: it may suggest a person, and is never a ground for trust.
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>
//! <https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html>

use keyturn_domain::account::AccountId;

use super::raw::{Identity, SessionContext};
use super::text::{SESSION, bounded, some_bounded};
use crate::agent::Agent;
use crate::principal::{Actor, Nature, Principal};

/// Who made a call, out of `userIdentity`, the agent, and the account whose trail holds the record.
pub(super) fn actor(identity: &Identity<'_>, agent: &str, recipient: &AccountId) -> Actor {
    let by_console = Agent::parse(agent).as_str() == "console";
    let arn = identity.arn.get().unwrap_or_default();
    let kind = identity.kind.get().unwrap_or_else(|| kind_of_arn(arn));
    let context = identity.session_context.0.as_ref();
    let with_mfa =
        context.and_then(|context| context.attributes.0.as_ref()).is_some_and(|found| found.mfa_authenticated.0);
    let invoked_by = identity.invoked_by.get();
    let account = account_of(identity, arn);
    let person_if = |human: bool| if human { Nature::Human } else { Nature::Unknown };

    let mut session = None;
    let mut person = None;
    let (name, nature) = match kind {
        "Root" => ("root".to_owned(), Nature::Human),
        "IAMUser" => {
            let name = identity.user_name.get().or_else(|| last(arn)).unwrap_or("unknown");
            person = Some(bounded(name, SESSION));
            (format!("user/{}", bounded(name, SESSION)), person_if(with_mfa || by_console))
        }
        "AssumedRole" | "Role" => {
            let role = role_of(identity, arn);
            session = some_bounded(session_of(identity, arn), SESSION);
            let nature = nature_of_role(identity, &role, session.as_deref(), with_mfa || by_console);
            if nature == Nature::Human {
                person.clone_from(&session);
            }
            (format!("role/{}", bounded(&role, SESSION)), nature)
        }
        "FederatedUser" => {
            let name = bounded(last(arn).or(identity.user_name.get()).unwrap_or("unknown"), SESSION);
            (format!("federated-user/{name}"), person_if(by_console))
        }
        "WebIdentityUser" => {
            let provider = identity.provider.or(&identity.user_name).unwrap_or("unknown");
            (format!("web-identity/{}", bounded(provider, SESSION)), Nature::WebIdentity)
        }
        "SAMLUser" => {
            let name = bounded(identity.user_name.or(&identity.principal_id).unwrap_or("unknown"), SESSION);
            person = Some(name.clone());
            (format!("saml-user/{name}"), Nature::Human)
        }
        "IdentityCenterUser" => {
            let user = bounded(identity.on_behalf_of.get("userId").unwrap_or("unknown"), SESSION);
            person = Some(user.clone());
            (format!("identity-center/{user}"), Nature::Human)
        }
        _ => match (invoked_by, &account) {
            (Some(service), _) => (format!("service/{}", bounded(service, SESSION)), Nature::AwsService),
            (None, Some(account)) => (format!("account/{account}"), Nature::Unknown),
            (None, None) => ("unknown".to_owned(), Nature::Unknown),
        },
    };
    let is_service = name.starts_with("service/");
    // The recipient owns what is told only of itself; a caller from elsewhere is named by its own account.
    let account = if is_service { None } else { account.or_else(|| (name != "unknown").then(|| recipient.clone())) };
    Actor {
        principal: Principal { account, name },
        nature,
        session,
        person,
        access_key: some_bounded(identity.access_key_id.get(), SESSION),
        through: if is_service { None } else { some_bounded(invoked_by, SESSION) },
    }
}

/// The type that the ARN shows, where the record does not say: older records and foreign tools leave it out.
fn kind_of_arn(arn: &str) -> &'static str {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    match resource.split('/').next().unwrap_or_default() {
        "assumed-role" => "AssumedRole",
        "role" => "Role",
        "user" => "IAMUser",
        "federated-user" => "FederatedUser",
        "root" => "Root",
        _ => "",
    }
}

/// The account that the principal belongs to: its role's, its ARN's, its own.
fn account_of(identity: &Identity<'_>, arn: &str) -> Option<AccountId> {
    let issuer = issuer(identity).and_then(|issuer| issuer.account_id.get());
    [issuer, arn.split(':').nth(4), identity.account_id.get()].into_iter().flatten().find_map(|text| text.parse().ok())
}

fn issuer<'a>(identity: &'a Identity<'a>) -> Option<&'a super::raw::Issuer<'a>> {
    identity.session_context.0.as_ref().and_then(|context| context.session_issuer.0.as_ref())
}

/// The role's name, without its path: the issuer's, or the part of the session's ARN before the session.
fn role_of(identity: &Identity<'_>, arn: &str) -> String {
    let issuer = issuer(identity);
    let named = issuer.and_then(|issuer| issuer.user_name.get().or_else(|| issuer.arn.get().and_then(last)));
    let parts: Vec<&str> = arn.splitn(6, ':').nth(5).unwrap_or_default().split('/').collect();
    let in_arn = match parts[..] {
        ["assumed-role", role, ..] | ["role", .., role] => Some(role),
        _ => None,
    };
    named.or(in_arn).or(identity.user_name.get()).unwrap_or("unknown").to_owned()
}

/// The session's name: the end of its ARN, or what follows the colon in `principalId`.
fn session_of<'a>(identity: &'a Identity<'a>, arn: &'a str) -> Option<&'a str> {
    let in_arn = arn.contains(":assumed-role/").then(|| arn.splitn(3, '/').nth(2)).flatten();
    let in_id = || identity.principal_id.get().and_then(|id| id.split_once(':')).map(|(_, session)| session);
    in_arn.or_else(in_id).filter(|session| !session.is_empty())
}

fn nature_of_role(identity: &Identity<'_>, role: &str, session: Option<&str>, by_person: bool) -> Nature {
    let context = identity.session_context.0.as_ref();
    let issuer_arn = issuer(identity).and_then(|issuer| issuer.arn.get()).unwrap_or_default();
    let on_behalf = !identity.on_behalf_of.0.is_empty();
    if issuer_arn.contains(":role/aws-service-role/") || role.starts_with("AWSServiceRoleFor") {
        Nature::AwsService
    } else if role.starts_with("AWSReservedSSO_") || on_behalf {
        Nature::Human
    } else if is_on_ec2(context, session) {
        Nature::Workload
    } else if context.is_some_and(|context| !context.web_id_federation_data.0.is_empty()) {
        Nature::WebIdentity
    } else if by_person || session.is_some_and(is_email) {
        Nature::Human
    } else {
        Nature::Workload
    }
}

/// Instance profiles: EC2 names the session by the instance, and says how the credentials were delivered.
fn is_on_ec2(context: Option<&SessionContext<'_>>, session: Option<&str>) -> bool {
    let instance = session.and_then(|session| session.strip_prefix("i-")).is_some_and(|id| {
        matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    });
    instance || context.is_some_and(|context| context.ec2_role_delivery.get().is_some())
}

fn is_email(session: &str) -> bool {
    session.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}

/// What follows the last slash.
fn last(arn: &str) -> Option<&str> {
    arn.rsplit_once('/').map(|(_, last)| last).filter(|last| !last.is_empty())
}

#[cfg(test)]
mod tests;
