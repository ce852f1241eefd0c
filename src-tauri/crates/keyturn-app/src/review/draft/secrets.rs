//! Items of secrets: whether their owner is right, whether they are needed, whether exceptions are, and what was not
//! rotated as planned.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, TimeDelta};
use keyturn_access::world::SecretKind;
use keyturn_domain::review::group::path_of;
use keyturn_domain::review::suggest::secrets::{self as suggest, NeededCase};
use keyturn_domain::review::suggest::{Advice, DAYS};
use keyturn_domain::review::{Grounds, Item, ItemId, ItemKind, Member, Seed};
use keyturn_domain::rotation::due::DueState;
use keyturn_domain::rotation::exception::Exception;
use keyturn_domain::rotation::schedule::AwsState;
use keyturn_domain::store::Store;

use super::gathered::Gathered;
use crate::review::counted;
use crate::rotation::Standing;

/// An account, a path in it, an owner, and who decides.
type FolderOf<'g> = (&'g str, String, Option<&'g str>, &'g str);

/// Secrets of one owner in one folder of one account on which one person decides, by their places in the standings.
type Folder<'g> = (FolderOf<'g>, Vec<usize>);

/// Every question about the secrets themselves.
pub(super) fn items(gathered: &Gathered, next_review_on: NaiveDate) -> Vec<Item> {
    let mut folders: BTreeMap<FolderOf<'_>, Vec<usize>> = BTreeMap::new();
    let mut exceptions: BTreeMap<(&str, i64, &str), (&Exception, Vec<usize>)> = BTreeMap::new();
    for (place, standing) in gathered.due.standings.iter().enumerate() {
        let Some(reviewer) = gathered.reviewer_of_standing[place].as_deref() else { continue };
        let listed = &standing.secret.listed;
        let account = listed.account.id.as_str();
        folders.entry((account, path_of(&listed.name), listed.owner.as_deref(), reviewer)).or_default().push(place);
        if let Some(exception) = &standing.exception {
            exceptions.entry((account, exception.id, reviewer)).or_insert((exception, Vec::new())).1.push(place);
        }
    }
    let mut items = Vec::new();
    for folder in folders {
        items.push(owner(gathered, &folder));
        items.push(needed(gathered, &folder));
        items.extend(rotation(gathered, &folder));
    }
    items.extend(
        exceptions.into_iter().map(|((account, ..), (exception, places))| {
            excepted(gathered, account, exception, &places, next_review_on)
        }),
    );
    items
}

/// An item with what is common to all of them.
struct Asked<'a> {
    kind: ItemKind,
    subject: &'a str,
    account: &'a str,
    path: String,
    question: String,
    seeds: Vec<Seed>,
    members: Vec<Member>,
    advice: Advice,
}

fn item(gathered: &Gathered, places: &[usize], asked: Asked<'_>) -> Item {
    let complete = places.iter().all(|place| is_complete(gathered, *place));
    let reads = asked.members.iter().filter_map(|member| gathered.reads_of_anybody(&member.arn));
    let mut usage = gathered.usage(None, reads, complete);
    let suggestion = match asked.advice {
        Ok(found) => Some(found),
        Err(why) => {
            usage.words = format!("{} {why}", usage.words);
            None
        }
    };
    Item {
        id: ItemId::of(asked.kind, asked.subject, asked.account, &asked.path),
        number: 0,
        kind: asked.kind,
        subject: asked.subject.to_owned(),
        principal: None,
        account: asked.account.to_owned(),
        account_name: gathered.account_name(asked.account),
        path: asked.path,
        members: asked.members,
        left_out: Vec::new(),
        left_out_count: 0,
        others_count: 0,
        seeds: asked.seeds.into_iter().collect(),
        reviewer: gathered.reviewer_of(places),
        grounds: Grounds { question: asked.question, usage, suggestion, ..Grounds::default() },
    }
}

/// Whether the reads of a secret are known of the last 90 days.
fn is_complete(gathered: &Gathered, place: usize) -> bool {
    let listed = &gathered.due.standings[place].secret.listed;
    let kind = match listed.store {
        Store::SecretsManager => SecretKind::Secret,
        Store::ParameterStore => SecretKind::Parameter,
    };
    gathered.is_watched(listed.account.id.as_str(), listed.region.as_str(), kind)
}

/// The secrets at these places, by name, each with what `tell` says of it: a state and words.
fn members(gathered: &Gathered, places: &[usize], tell: impl Fn(&Standing) -> (String, String)) -> Vec<Member> {
    let mut members: Vec<Member> = places
        .iter()
        .map(|place| {
            let standing = &gathered.due.standings[*place];
            let listed = &standing.secret.listed;
            let reads = gathered.reads_of_anybody(listed.arn.as_str());
            let (state, words) = tell(standing);
            Member {
                arn: listed.arn.to_string(),
                name: listed.name.clone(),
                state,
                last_read_at: reads.and_then(|reads| reads.last_at),
                reads: reads.map_or(0, |reads| reads.count),
                words,
            }
        })
        .collect();
    members.sort_by(|a, b| (&a.name, &a.arn).cmp(&(&b.name, &b.arn)));
    members
}

fn plain(_: &Standing) -> (String, String) {
    (String::new(), String::new())
}

fn owner(gathered: &Gathered, ((account, path, owner, _), places): &Folder<'_>) -> Item {
    let secrets = counted(places.len());
    let left = owner.and_then(|owner| gathered.owner_left(owner));
    let question = match owner {
        Some(owner) => format!("{owner} owns {secrets} under {path}: still right?"),
        None => format!("Nobody is named as owner of {secrets} under {path}: who is?"),
    };
    let asked = Asked {
        kind: ItemKind::Owner,
        subject: owner.unwrap_or_default(),
        account,
        path: path.clone(),
        question,
        seeds: left.map(|_| Seed::Departed).into_iter().collect(),
        members: members(gathered, places, plain),
        advice: suggest::owner(*owner, left),
    };
    item(gathered, places, asked)
}

fn needed(gathered: &Gathered, ((account, path, owner, _), places): &Folder<'_>) -> Item {
    let members = members(gathered, places, plain);
    let horizon = gathered.today.checked_sub_days(Days::new(u64::from(DAYS))).unwrap_or(gathered.today);
    let is_spared = |place: &&usize| {
        let secret = &gathered.due.standings[**place].secret;
        let made_on = secret.created_at.unwrap_or(secret.listed.first_seen_at).date_naive();
        // Secrets Manager tells the day of the last read itself.
        made_on > horizon || secret.listed.read_on.is_some_and(|on| on > horizon)
    };
    let arn = |place: &usize| gathered.due.standings[*place].secret.listed.arn.to_string();
    let spared: Vec<String> = places.iter().filter(is_spared).map(arn).collect();
    let complete = places.iter().all(|place| is_complete(gathered, *place));
    let advice = suggest::needed(&NeededCase { members: &members, spared: &spared, complete });
    let unused = advice.as_ref().is_ok_and(|found| found.decision != keyturn_domain::review::Verdict::Keep);
    let asked = Asked {
        kind: ItemKind::Needed,
        subject: owner.unwrap_or_default(),
        account,
        path: path.clone(),
        question: format!("Are {} under {path} still needed?", counted(places.len())),
        seeds: unused.then_some(Seed::NeverUsed).into_iter().collect(),
        members,
        advice,
    };
    item(gathered, places, asked)
}

/// What was not rotated as planned, where anything was not.
fn rotation(gathered: &Gathered, ((account, path, owner, _), places): &Folder<'_>) -> Option<Item> {
    let late = |place: &&usize| {
        let standing = &gathered.due.standings[**place];
        matches!(standing.due.state, DueState::Overdue | DueState::Unknown) || failed(gathered, standing).is_some()
    };
    let places: Vec<usize> = places.iter().filter(late).copied().collect();
    if places.is_empty() {
        return None;
    }
    let members = members(gathered, &places, |standing| {
        let state = || (standing.due.state.code().to_owned(), standing.due.why.clone());
        failed(gathered, standing).map_or_else(state, |words| ("failed".to_owned(), words))
    });
    let asked = Asked {
        kind: ItemKind::Rotation,
        subject: owner.unwrap_or_default(),
        account,
        path: path.clone(),
        question: format!("What about {} under {path} that are not rotated as planned?", counted(places.len())),
        seeds: vec![Seed::NotRotated],
        advice: suggest::rotation(&members),
        members,
    };
    Some(item(gathered, &places, asked))
}

/// How the store's own rotation failed, in words; `None` where it did not.
fn failed(gathered: &Gathered, standing: &Standing) -> Option<String> {
    if let Some(aws) = standing.due.aws.filter(|aws| aws.state == AwsState::Failed) {
        return Some(aws.to_string());
    }
    let listed = &standing.secret.listed;
    let begun = listed.changed_at.is_none_or(|at| at < gathered.now - TimeDelta::days(1));
    (listed.pending && begun).then(|| "A rotation began more than a day ago and has not ended.".to_owned())
}

fn excepted(
    gathered: &Gathered,
    account: &str,
    exception: &Exception,
    places: &[usize],
    next_review_on: NaiveDate,
) -> Item {
    let asked_for = &exception.exception;
    let holds = exception.holds(gathered.due.today);
    let subject = format!("exception {}", exception.id);
    let words = format!(
        "{} Instead: {} Asked by {}, approved by {}, until {}.",
        sentence(&asked_for.why),
        sentence(&asked_for.compensating_control),
        asked_for.asked_by,
        asked_for.approved_by,
        asked_for.until
    );
    let state = if holds { "excepted" } else { "ran_out" };
    let path = match places {
        [one] => gathered.due.standings[*one].secret.listed.name.clone(),
        _ => asked_for.covers.text().to_owned(),
    };
    let asked = Asked {
        kind: ItemKind::Exception,
        subject: &subject,
        account,
        question: format!(
            "Is the exception for {} under {path} until {} still right?",
            counted(places.len()),
            asked_for.until
        ),
        path,
        seeds: vec![Seed::NotRotated],
        members: members(gathered, places, |_| (state.to_owned(), words.clone())),
        advice: suggest::exception(asked_for.until, holds, next_review_on),
    };
    item(gathered, places, asked)
}

/// With a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
