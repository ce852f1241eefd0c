//! What each refused action hides, in a sentence with numbers, put together over the accounts that refuse it.
//!
//! Counted are the secrets whose answer hangs on the action. Where something else settles it for everybody, such as a
//! Deny in another policy, an evaluation knows more than the sentence says.

use std::collections::BTreeSet;

use keyturn_aws::actions::{ENTER, TAG};
use keyturn_domain::account::AccountId;
use keyturn_domain::problem::{Hidden, Problem, Reason};

use super::known::{Counts, Known};
use super::{ACTIONS, AccountDiagnosis, Action, ActionFound, Asked, AskedFrom};

/// What one refused action hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The IAM action.
    pub action: String,
    /// What cannot be seen without it.
    pub hides: Hidden,
    /// The accounts that refuse it.
    pub accounts: Vec<AccountId>,
    /// How many secrets it concerns, as far as the database knows them; 0 where it concerns none.
    pub secrets: u32,
    /// The sentence.
    pub words: String,
    /// What to do.
    pub advice: String,
}

/// The gravest first: what is not listed at all, then who can read and who did, then facts of single secrets.
const GRAVITY: [Hidden; 11] = [
    Hidden::Accounts,
    Hidden::Secrets,
    Hidden::Regions,
    Hidden::Readers,
    Hidden::ResourcePolicy,
    Hidden::Reads,
    Hidden::Trails,
    Hidden::Ages,
    Hidden::Keys,
    Hidden::Tags,
    Hidden::People,
];

/// Where an action is refused.
struct Refused<'a> {
    accounts: Vec<&'a AccountDiagnosis>,
    found: Vec<&'a ActionFound>,
    counts: Counts,
}

/// A sentence for each action that any account refuses, and for the accounts that cannot be entered.
pub(super) fn all(
    accounts: &[AccountDiagnosis],
    problems: &[Problem],
    from: Option<&AskedFrom>,
    known: &Known,
) -> Vec<Sentence> {
    let shut = [ENTER, TAG].map(|action| shut_out(action, problems, known));
    let mut sentences: Vec<Sentence> = shut.into_iter().flatten().collect();
    let not_told = from.filter(|from| not_told(from, accounts));
    sentences.extend(not_told.map(|from| nothing_told(from, known)));
    for action in &ACTIONS {
        if action.asked == Asked::Organization && not_told.is_some() {
            continue;
        }
        let mut refused = Refused { accounts: Vec::new(), found: Vec::new(), counts: Counts::default() };
        for account in accounts {
            let is_it = |found: &&ActionFound| found.action == action && found.state.is_refused();
            if let Some(found) = account.actions.iter().find(is_it) {
                refused.counts.add(counted(action, account, found, from, known));
                refused.accounts.push(account);
                refused.found.push(found);
            }
        }
        if !refused.accounts.is_empty() {
            sentences.push(sentence(action, &refused, known));
        }
    }
    let gravity = |one: &Sentence| GRAVITY.iter().position(|hidden| *hidden == one.hides);
    sentences.sort_by_key(|one| (one.action != ENTER && one.action != TAG, gravity(one)));
    sentences
}

/// What a refusal in one account concerns.
fn counted(
    action: &Action,
    account: &AccountDiagnosis,
    found: &ActionFound,
    from: Option<&AskedFrom>,
    known: &Known,
) -> Counts {
    match action.asked {
        Asked::Region => known.of(&account.account.id, Some(&found.refused_in)),
        Asked::Account => known.of(&account.account.id, None),
        // Control policies bind every account but the management account.
        // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
        Asked::Organization => {
            let management = from.filter(|from| from.management == Some(true)).map(|from| &from.account);
            known.but(management)
        }
    }
}

fn sentence(action: &Action, refused: &Refused<'_>, known: &Known) -> Sentence {
    let (secrets, hides) = hidden(action, refused, known);
    Sentence {
        action: action.name.to_owned(),
        hides: action.hides,
        accounts: refused.accounts.iter().map(|one| one.account.id.clone()).collect(),
        secrets,
        words: format!("No {} {}: {hides}.", action.name, place(action, refused)),
        advice: match action.asked {
            Asked::Organization => format!("Allow {} for the base profile.", action.name),
            Asked::Region | Asked::Account => format!("Allow {} for the role that Keyturn uses there.", action.name),
        },
    }
}

/// In which accounts, and in how many of their regions where that is not all.
fn place(action: &Action, refused: &Refused<'_>) -> String {
    let count = refused.accounts.len();
    if action.asked == Asked::Organization {
        return "for the organisation".to_owned();
    }
    let accounts = match refused.accounts.as_slice() {
        [one] => one.account.name.clone().unwrap_or_else(|| one.account.id.to_string()),
        _ => format!("{count} accounts"),
    };
    let differs = refused.found.iter().any(|found| found.state == super::ActionState::Differs);
    if !differs {
        return format!("in {accounts}");
    }
    let regions: Vec<_> = refused.found.iter().flat_map(|found| &found.refused_in).collect();
    match regions.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other == first) => format!("in {first} of {accounts}"),
        many => format!("in {} regions of {accounts}", many.len()),
    }
}

/// How many secrets a refusal concerns, and what is hidden of them.
fn hidden(action: &Action, refused: &Refused<'_>, known: &Known) -> (u32, String) {
    let Counts { secrets, parameters, sealed, own_key, dead_secrets, dead_parameters } = refused.counts;
    let all = refused.counts.all();
    // Nobody reads what lies under a key that is off: nothing of that is unknown.
    let (readable, own_on) = (all - refused.counts.dead(), own_key.saturating_sub(refused.counts.dead()));
    let unknown = |count: u32| (count, format!("readers of {} are Unknown", some(count, "secret")));
    let control = |what: &str| {
        let words = format!("readers of {} are Unknown, because {what}", some(readable, "secret"));
        (readable, words)
    };
    let none = |words: &str| (0, words.to_owned());
    match action.name {
        "secretsmanager:ListSecrets" => not_listed(secrets, "Secrets Manager", "secret"),
        "ssm:DescribeParameters" => not_listed(parameters, "Parameter Store", "parameter"),
        "secretsmanager:ListSecretVersionIds" => {
            (secrets, format!("the age of {} is known only where the listing settles it", some(secrets, "value")))
        }
        "secretsmanager:DescribeSecret" => {
            (secrets, format!("of {} no more is shown than the listing says", some(secrets, "secret")))
        }
        "secretsmanager:GetResourcePolicy" => unknown(secrets - dead_secrets),
        "ssm:GetResourcePolicies" => {
            let count = parameters - dead_parameters;
            (
                count,
                format!("readers of those of {} that are of the advanced tier are Unknown", some(count, "parameter")),
            )
        }
        "tag:GetResources" if also(refused, "ssm:ListTagsForResource") => {
            (parameters, format!("tags and owners of {} are not known", some(parameters, "parameter")))
        }
        "tag:GetResources" => {
            (parameters, format!("tags of {} are asked one by one, which takes longer", some(parameters, "parameter")))
        }
        "ssm:ListTagsForResource" => {
            (parameters, format!("when one of {} is opened, its tags may be old", some(parameters, "parameter")))
        }
        "kms:ListAliases" => {
            (sealed, format!("the keys of {} have no names, and who manages them is not known", some(sealed, "secret")))
        }
        // Without the first it is not known either which keys are off; without the second, nor which are AWS's own.
        "kms:ListKeys" => unknown(own_key),
        "kms:DescribeKey" => unknown(sealed),
        "kms:GetKeyPolicy" => unknown(own_on),
        "kms:ListGrants" => (
            own_on,
            format!("readers of {} are Unknown where only a grant would let them decrypt", some(own_on, "secret")),
        ),
        "kms:ListResourceTags" => (
            own_on,
            format!("readers of {} are Unknown where a policy asks for a tag of the key", some(own_on, "secret")),
        ),
        "iam:GetAccountAuthorizationDetails" => {
            (readable, format!("which users and roles there can read {} is Unknown", some(readable, "secret")))
        }
        "account:ListRegions" => none(
            "which regions are enabled there is not known, and where all of those are wanted only the regions that \
             every account has are read",
        ),
        "cloudtrail:LookupEvents" => (all, format!("reads of {} are not collected", some(all, "secret"))),
        "cloudtrail:DescribeTrails" => none("whether a trail records there is not known"),
        "cloudtrail:GetTrailStatus" => none("whether its trails record now is not known"),
        "cloudtrail:GetEventSelectors" => none("what its trails leave out is not known"),
        "organizations:ListAccounts" => {
            let others = u32::try_from(known.accounts.saturating_sub(1)).unwrap_or(u32::MAX);
            (0, format!("only the profile's own account is read, and {} known before are not", some(others, "account")))
        }
        "organizations:DescribeOrganization" => control("the organisation is not known"),
        "organizations:ListRoots"
        | "organizations:ListOrganizationalUnitsForParent"
        | "organizations:ListAccountsForParent" => control("where each account is in the organisation is not known"),
        "organizations:ListPolicies" | "organizations:DescribePolicy" | "organizations:ListTargetsForPolicy" => {
            control("the organisation's control policies are not known")
        }
        "identitystore:ListUsers" => none("people behind the roles of Identity Center have no names"),
        "identitystore:ListGroups" => none("groups behind the roles of Identity Center have no names"),
        "identitystore:ListGroupMemberships" => {
            none("who stands behind the roles of Identity Center through a group is not known")
        }
        // The calls of Identity Center: each alone is needed for all of it.
        _ => none("who stands behind the roles of Identity Center is not known"),
    }
}

/// A count and a word; where the database knows of none, that.
fn some(count: u32, word: &str) -> String {
    match count {
        0 => format!("any {word} (none is known there yet)"),
        1 => format!("1 {word}"),
        many => format!("{many} {word}s"),
    }
}

fn not_listed(count: u32, store: &str, word: &str) -> (u32, String) {
    let known = match count {
        0 => "nothing of it is known".to_owned(),
        1 => format!("1 {word} known before stays as it was"),
        many => format!("{many} {word}s known before stay as they were"),
    };
    (count, format!("{store} is not listed there, and {known}"))
}

/// Whether another action is refused as well in any of the accounts.
fn also(refused: &Refused<'_>, name: &str) -> bool {
    let is_it = |found: &ActionFound| found.action.name == name && found.state.is_refused();
    refused.accounts.iter().any(|account| account.actions.iter().any(is_it))
}

/// The accounts whose role cannot be assumed, for want of this action.
fn shut_out(action: &str, problems: &[Problem], known: &Known) -> Option<Sentence> {
    let entering = problems.iter().filter(|problem| problem.action == action && problem.reason == Reason::RoleRefused);
    let accounts: BTreeSet<AccountId> = entering.filter_map(|problem| problem.account.clone()).collect();
    if accounts.is_empty() {
        return None;
    }
    let secrets = accounts.iter().map(|account| known.of(account, None).all()).sum();
    let place = match accounts.first() {
        Some(one) if accounts.len() == 1 => known.name(one),
        _ => format!("{} accounts", accounts.len()),
    };
    let hides = match secrets {
        0 => "nothing is read there, and nothing is known of it".to_owned(),
        1 => "nothing is read there; 1 secret known before stays as it was".to_owned(),
        many => format!("nothing is read there; {many} secrets known before stay as they were"),
    };
    Some(Sentence {
        action: action.to_owned(),
        hides: Hidden::Secrets,
        accounts: accounts.into_iter().collect(),
        secrets,
        words: format!("No {action} into {place}: {hides}."),
        advice: if action == TAG {
            "Allow sts:TagSession for the base profile and in the trust policy of the role there, or take the session tags \
             off the source."
        } else {
            "Roll the role out there, let it trust the base profile's account, and let that profile assume it."
        }
        .to_owned(),
    })
}

/// Whether the account that was asked about the organisation is of those that are told nothing: not the management
/// account, and refused even the list of roots.
fn not_told(from: &AskedFrom, accounts: &[AccountDiagnosis]) -> bool {
    let refused = |name: &str| {
        let account = accounts.iter().find(|one| one.account.id == from.account);
        let found = account.and_then(|account| account.actions.iter().find(|found| found.action.name == name));
        found.is_some_and(|found| found.state.is_refused())
    };
    from.management == Some(false) && refused("organizations:ListRoots") && refused("organizations:ListPolicies")
}

fn nothing_told(from: &AskedFrom, known: &Known) -> Sentence {
    let counts = known.but(None);
    let secrets = counts.all() - counts.dead();
    let place = known.name(&from.account);
    let words = format!(
        "The organisation tells {place} nothing, which is not its management account: readers of {} are Unknown where a \
         control policy may refuse, and who stands behind the roles of Identity Center is not known.",
        some(secrets, "secret")
    );
    Sentence {
        action: "organizations:ListPolicies".to_owned(),
        hides: Hidden::Readers,
        accounts: vec![from.account.clone()],
        secrets,
        words,
        advice: "Read through a profile of the management account or of a delegated administrator.".to_owned(),
    }
}
