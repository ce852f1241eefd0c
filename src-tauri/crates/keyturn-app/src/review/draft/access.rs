//! Items of access: each principal over each path.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use chrono::{DateTime, Utc};
use keyturn_access::plain::Access;
use keyturn_domain::review::group::Folders;
use keyturn_domain::review::suggest::{self, AccessCase};
use keyturn_domain::review::{Grounds, Item, ItemId, ItemKind, MOST_LEFT_OUT, Member, Seed};
use keyturn_trail::read::Object;
use keyturn_trail::target::SecretName;

use super::gathered::{Gathered, Reads};
use super::why::{self, Rests};
use crate::access::nature::{self, Nature};
use crate::access::readers::name;
use crate::review::counted;

/// Most people behind a role that are kept by name.
const MOST_PEOPLE: usize = 500;

/// Marks that say that access is too broad, whatever the statement names. A statement that takes in a whole store says so
/// too; one that allows every action on a path, or a path with all that is below it, does not.
const BROAD: [&str; 2] = ["public", "outside_organisation"];

/// Words in the names of principals that are kept for emergencies.
const EMERGENCY: [&str; 5] = ["breakglass", "break-glass", "break_glass", "emergency", "firecall"];

/// The folders of one account and region, with the places of their secrets in the world.
struct Shelf {
    account: String,
    folders: Folders,
    secrets: Vec<usize>,
}

/// What one principal reads under one path of an account, of the secrets on which one person decides.
#[derive(Default)]
struct Over {
    /// Places in the world, each with how far the principal gets.
    members: Vec<(usize, Access)>,
    left_out: Vec<usize>,
    others: usize,
}

/// Who decides on secrets, by number.
#[derive(Default)]
struct People<'g> {
    names: Vec<&'g str>,
}

impl<'g> People<'g> {
    fn number(&mut self, name: &'g str) -> usize {
        self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }
}

/// Every principal over every path that it reads, for each of those who decide there.
pub(super) fn items(gathered: &Gathered) -> Vec<Item> {
    let world = &gathered.evaluation.world;
    let mut by_place: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    let mut people = People::default();
    let mut decides: Vec<usize> = vec![0; world.secrets.len()];
    for (secret, reviewer) in gathered.reviewer.iter().enumerate() {
        let Some(reviewer) = reviewer else { continue };
        let of = &world.secrets[secret];
        decides[secret] = people.number(reviewer);
        by_place.entry((&of.account, &of.region)).or_default().push(secret);
    }
    // By the place in the world: on which shelf, and where there.
    let mut on: Vec<Option<(usize, usize)>> = vec![None; world.secrets.len()];
    let shelves: Vec<Shelf> = by_place
        .into_iter()
        .enumerate()
        .map(|(shelf, ((account, _), secrets))| {
            secrets.iter().enumerate().for_each(|(at, secret)| on[*secret] = Some((shelf, at)));
            let names = secrets.iter().map(|secret| (world.secrets[*secret].name.as_str(), decides[*secret]));
            let folders = Folders::of(names);
            Shelf { account: account.to_owned(), folders, secrets }
        })
        .collect();
    let of_principal = |principal| of_principal(gathered, &shelves, &on, &people, principal);
    let principals: Vec<usize> = (0..world.principals.len()).collect();
    // Nearly all of the time of a draft goes into explaining access: every core takes a part of the principals.
    let parts = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let part = principals.len().div_ceil(parts).max(1);
        let explain = |part: &[usize]| -> Vec<Item> { part.iter().copied().flat_map(of_principal).collect() };
        let running: Vec<_> = principals.chunks(part).map(|part| scope.spawn(move || explain(part))).collect();
        running.into_iter().flat_map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// What one principal reads, path by path.
fn of_principal(
    gathered: &Gathered,
    shelves: &[Shelf],
    on: &[Option<(usize, usize)>],
    people: &People<'_>,
    principal: usize,
) -> Vec<Item> {
    let mut reads: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (secret, _) in gathered.evaluation.cells(principal) {
        if let Some((shelf, at)) = on[secret] {
            reads.entry(shelf).or_default().push(at);
        }
    }
    // Regions of an account are one question where the path is one.
    let mut over: BTreeMap<(&str, String, usize), Over> = BTreeMap::new();
    for (shelf, reads) in reads {
        let shelf = &shelves[shelf];
        for group in shelf.folders.groups(&reads) {
            let one = over.entry((&shelf.account, group.path, group.decides)).or_default();
            let access = |at: &usize| (shelf.secrets[*at], gathered.evaluation.access(principal, shelf.secrets[*at]));
            one.members.extend(group.members.iter().map(access));
            one.left_out.extend(group.left_out.iter().map(|at| shelf.secrets[*at]));
            one.others += group.others;
        }
    }
    if over.is_empty() {
        return Vec::new();
    }
    let about = About::of(gathered, principal);
    over.into_iter().map(|((account, path, who), over)| about.item(account, path, people.names[who], over)).collect()
}

/// What is the same over all paths of a principal.
struct About<'g> {
    gathered: &'g Gathered,
    principal: usize,
    name: String,
    nature: Nature,
    people: Vec<String>,
    left: Vec<&'g str>,
    all_left: bool,
    escalates: bool,
    break_glass: bool,
    age_days: Option<u32>,
}

impl<'g> About<'g> {
    fn of(gathered: &'g Gathered, principal: usize) -> Self {
        let evaluation = &gathered.evaluation;
        let of = &evaluation.world.principals[principal];
        let (left, all_left) = gathered.left(principal);
        let plain = of.name.to_lowercase();
        let created_at = of.created_at.as_deref().and_then(|at| at.parse::<DateTime<Utc>>().ok());
        Self {
            gathered,
            principal,
            name: name(of),
            nature: nature::of(&evaluation.world, of),
            people: evaluation.people(principal).iter().take(MOST_PEOPLE).map(|one| one.name.clone()).collect(),
            left,
            all_left,
            escalates: evaluation.escalates(principal),
            break_glass: EMERGENCY.iter().any(|word| plain.contains(word)),
            age_days: created_at.and_then(|at| u32::try_from((gathered.now - at).num_days()).ok()),
        }
    }

    fn item(&self, account: &str, path: String, reviewer: &str, over: Over) -> Item {
        let (gathered, world) = (self.gathered, &self.gathered.evaluation.world);
        let of = &world.principals[self.principal];
        let Over { mut members, mut left_out, others } = over;
        members.sort_by_key(|(secret, _)| (&world.secrets[*secret].name, *secret));
        left_out.sort_by_key(|secret| (&world.secrets[*secret].name, *secret));
        let reads = gathered.reads(self.principal);
        let read_of = |secret: usize| reads.and_then(|reads| reads.get(&world.secrets[secret].arn));
        let complete = members.iter().all(|(secret, _)| gathered.watched[*secret]);
        let usage =
            gathered.usage(Some(self.principal), members.iter().filter_map(|(secret, _)| read_of(*secret)), complete);
        let Rests { why, mut marks, conditions, everything } = why::of(&gathered.evaluation, self.principal, &members);
        let shown: Vec<Member> =
            members.iter().map(|(secret, access)| member(&world.secrets[*secret], *access, read_of(*secret))).collect();
        let odd = self.is_odd(&members);
        // What hangs on a condition, or is not known, is never called unused.
        let never = complete && usage.reads == 0 && shown.iter().any(|member| member.state == "can");
        marks.extend(self.all_left.then_some("departed"));
        marks.extend(self.escalates.then_some("could_grant_itself"));
        marks.extend((never && shown.iter().all(|member| member.state == "can")).then_some("unused"));
        let mut grounds = Grounds {
            question: question(&self.name, shown.len(), left_out.len(), &path, (others > 0).then_some(reviewer)),
            nature: Some(code(self.nature).to_owned()),
            people: self.people.clone(),
            marks: marks.into_iter().map(str::to_owned).collect(),
            conditions,
            why,
            usage,
            changes: self.left.iter().filter(|_| !self.all_left).map(|who| format!("{who}.")).collect(),
            ..Grounds::default()
        };
        let departed = self.left.join("; ");
        let advice = suggest::access(&AccessCase {
            members: &shown,
            departed: self.all_left.then_some(departed.as_str()),
            service_linked: of.service_linked,
            break_glass: self.break_glass,
            complete,
            odd_use: odd,
            age_days: self.age_days,
            marks: &grounds.marks,
            weeks_read: u32::try_from(grounds.usage.weeks.iter().filter(|reads| **reads > 0).count()).unwrap_or(0),
        });
        match advice {
            Ok(found) => grounds.suggestion = Some(found),
            Err(why) => grounds.usage.words = format!("{} {why}", grounds.usage.words),
        }
        let seeds = [
            (Seed::Departed, !self.left.is_empty()),
            (Seed::OddUse, odd),
            (Seed::Broad, everything || grounds.marks.iter().any(|mark| BROAD.contains(&mark.as_str()))),
            (Seed::Service, matches!(self.nature, Nature::Workload | Nature::WebIdentity | Nature::AwsService)),
            (Seed::NeverUsed, never),
        ];
        // Exceptions are named, all of them; of a single folder, those that make a page.
        let kept = if path.ends_with("**") { left_out.len() } else { MOST_LEFT_OUT };
        Item {
            id: ItemId::of(ItemKind::Access, &of.arn, account, &path),
            number: 0,
            kind: ItemKind::Access,
            subject: self.name.clone(),
            principal: Some(of.arn.clone()),
            account: account.to_owned(),
            account_name: gathered.account_name(account),
            left_out_count: u32::try_from(left_out.len()).unwrap_or(u32::MAX),
            others_count: u32::try_from(others).unwrap_or(u32::MAX),
            left_out: left_out.iter().take(kept).map(|secret| world.secrets[*secret].name.clone()).collect(),
            members: shown,
            seeds: seeds.into_iter().filter_map(|(seed, holds)| holds.then_some(seed)).collect(),
            reviewer: reviewer.to_owned(),
            path,
            grounds,
        }
    }

    /// Whether an open finding tells of one of these secrets.
    fn is_odd(&self, members: &[(usize, Access)]) -> bool {
        let Some(odd) = self.gathered.odd(self.principal) else { return false };
        let world = &self.gathered.evaluation.world;
        let names: BTreeSet<Object> = members
            .iter()
            .filter_map(|(secret, _)| world.secrets[*secret].arn.parse().ok())
            .map(|arn| Object::Secret(SecretName::of(&arn)))
            .collect();
        // Of a whole path or batch, no finding says which.
        odd.iter().any(|object| !matches!(object, Object::Secret(_)) || names.contains(object))
    }
}

/// `role/web can read 31 of 33 secrets under /prod/**`, and whose they are to decide where others have some there.
fn question(name: &str, members: usize, left_out: usize, path: &str, whose: Option<&str>) -> String {
    let read = match left_out {
        0 => counted(members),
        some => format!("{members} of {}", counted(members + some)),
    };
    let whose = whose.map(|reviewer| format!(" that fall to {reviewer}")).unwrap_or_default();
    format!("{name} can read {read} under {path}{whose}")
}

fn member(secret: &keyturn_access::world::Secret, access: Access, reads: Option<&Reads>) -> Member {
    let state = match access {
        Access::Can => "can",
        Access::Conditional => "conditional",
        Access::Unknown | Access::Cannot => "unknown",
    };
    Member {
        arn: secret.arn.clone(),
        name: secret.name.clone(),
        state: state.to_owned(),
        last_read_at: reads.and_then(|reads| reads.last_at),
        reads: reads.map_or(0, |reads| reads.count),
        words: String::new(),
    }
}

fn code(nature: Nature) -> &'static str {
    match nature {
        Nature::Human => "human",
        Nature::Workload | Nature::WebIdentity => "workload",
        Nature::AwsService => "aws_service",
        Nature::Unknown => "unknown",
    }
}
