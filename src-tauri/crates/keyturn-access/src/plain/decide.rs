//! One call, decided in AWS's order: denials, resource control, service control, resource policy, identity, boundary,
//! session.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

use serde::Serialize;

use super::grant;
use super::standing::Standing;
use super::statement::{Answer, Asked, ask};
use crate::request::{CallerKind, Request};
use crate::world::Grant;

/// Every policy that bears on a call.
#[derive(Clone, Debug, Default)]
pub struct Policies<'a> {
    /// The principal's own and its groups'.
    pub identity: Vec<Asked<'a>>,
    /// The permissions boundary; empty: none is set.
    pub boundary: Vec<Asked<'a>>,
    /// The session policies; empty: none was passed.
    pub session: Vec<Asked<'a>>,
    /// Service control policies of the principal's account, level by level. A level without policies is not asked.
    pub service_control: Vec<Vec<Asked<'a>>>,
    /// Resource control policies of the resource's account. AWS's own, which allows everything, need not be among them.
    pub resource_control: Vec<Asked<'a>>,
    /// The resource's own policies: of the secret, the parameter or the key.
    pub resource: Vec<Asked<'a>>,
    /// The key's grants, with the key's ARN.
    pub grants: Vec<(&'a str, &'a Grant)>,
    /// What of the key's grants could not be read.
    pub grants_unread: Option<String>,
}

/// What keeps a call from being allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A statement denies it.
    ExplicitDeny,
    /// A level of service control policies does not allow it.
    ServiceControl,
    /// Neither the identity's policies nor the resource's allow it; across accounts, the identity's do not.
    Identity,
    /// The permissions boundary does not allow it.
    Boundary,
    /// The session policy does not allow it.
    Session,
    /// The resource's policy does not allow it; for a key, neither policy nor grant.
    Resource,
    /// The key's state lets nobody use it.
    KeyState,
}

/// What was decided, and on what it rests.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// How far the call is allowed.
    pub standing: Standing,
    /// Whether no denial matches.
    pub undenied: Standing,
    /// What keeps it from being allowed surely, in AWS's order.
    pub blocked_by: Vec<Step>,
    /// What each policy answered, those without anything to say included.
    pub answers: Vec<Answer>,
}

/// Everything that a list of policies said together.
struct Said {
    allows: [Standing; 4],
    spares: Standing,
}

impl Said {
    /// What is allowed in whichever way the caller is named.
    fn allowed(&self) -> Standing {
        Standing::any(self.allows.iter().cloned())
    }
}

fn ask_all(policies: &[Asked<'_>], request: &Request, answers: &mut Vec<Answer>) -> Said {
    let mut said = Said { allows: [(); 4].map(|()| Standing::sure(false)), spares: Standing::sure(true) };
    for policy in policies {
        let outcome = ask(policy, request);
        said.spares = said.spares.and(outcome.spares);
        for (slot, allow) in said.allows.iter_mut().zip(outcome.allows) {
            *slot = std::mem::replace(slot, Standing::sure(false)).or(allow);
        }
        answers.push(outcome.answer);
    }
    said
}

/// Decides a call.
pub fn decide(request: &Request, policies: &Policies<'_>) -> Ruling {
    let mut answers = Vec::new();
    let control = ask_all(&policies.resource_control, request, &mut answers);
    let levels: Vec<Said> = policies
        .service_control
        .iter()
        .filter(|level| !level.is_empty())
        .map(|level| ask_all(level, request, &mut answers))
        .collect();
    let resource = ask_all(&policies.resource, request, &mut answers);
    let identity = ask_all(&policies.identity, request, &mut answers);
    let boundary = ask_all(&policies.boundary, request, &mut answers);
    let session = ask_all(&policies.session, request, &mut answers);

    let undenied = Standing::all(
        [&control, &resource, &identity, &boundary, &session]
            .into_iter()
            .chain(&levels)
            .map(|said| said.spares.clone()),
    );
    let service_control = Standing::all(levels.iter().map(Said::allowed));
    let limit = |set: &[Asked<'_>], said: &Said| if set.is_empty() { Standing::sure(true) } else { said.allowed() };
    let within_boundary = limit(&policies.boundary, &boundary);
    let within_session = limit(&policies.session, &session);
    let limits = within_boundary.clone().and(within_session.clone());
    let root = request.caller.kind == CallerKind::Root;
    let identity_allows = if root { Standing::sure(true) } else { identity.allowed() };

    let (granted_itself, granted_account) = grant::granted(policies, request, &mut answers);
    let [itself, role, account, anyone] = resource.allows;
    // A key's policy and a role's trust are mandatory; a secret's policy only adds to the identity's.
    let mandatory = ["kms", "sts"].contains(&request.service());
    let same_account = request.caller.account == request.resource_account;
    let resource_allows = Standing::any([itself.clone(), role.clone(), account.clone(), anyone.clone()]);
    let granted = if same_account {
        // Where it is, the identity's own policies count only if it hands over to the account.
        let own =
            if mandatory { identity_allows.clone().and(account.or(granted_account)) } else { identity_allows.clone() };
        // Who is named itself, or granted, is stopped by denials alone; a role is still held by boundary and session.
        let named = itself.or(granted_itself).or(anyone.and(within_session.clone()));
        named.or(role.or(own).and(limits))
    } else {
        // Both accounts must allow; a grant on a key speaks for both.
        let both = resource_allows.clone().or(granted_account).and(identity_allows.clone()).and(limits);
        both.or(granted_itself)
    };
    let standing = undenied.clone().and(service_control.clone()).and(granted.clone());

    let mut blocked_by = Vec::new();
    let mut blocks = |step: Step, standing: &Standing| {
        if !standing.lo {
            blocked_by.push(step);
        }
    };
    blocks(Step::ExplicitDeny, &undenied);
    blocks(Step::ServiceControl, &service_control);
    if !granted.lo {
        if mandatory || !same_account {
            blocks(Step::Resource, &resource_allows);
        }
        blocks(Step::Identity, &identity_allows);
        blocks(Step::Boundary, &within_boundary);
        blocks(Step::Session, &within_session);
    }
    Ruling { standing, undenied, blocked_by, answers }
}
