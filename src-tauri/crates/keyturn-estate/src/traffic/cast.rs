//! Who reads: the principals of the made-up organisation, which the traffic moves and an IAM could hold.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use keyturn_domain::account::{AccountId, Region};

use super::catalogue::Catalogue;
use super::decoys_of;
use crate::organisation::{Member, Organisation};

/// What kind of reader a principal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Tasks of Amazon ECS: the session's name is the task's id.
    Task,
    /// Pods of Amazon EKS under a service account's role (web identity).
    Pod,
    /// EC2 instances: the session's name is the instance's id.
    Instance,
    /// A Lambda function: the session's name is the function's.
    Function,
    /// GitHub Actions by OpenID Connect, from changing addresses.
    Ci,
    /// Terraform, run by Atlantis.
    Terraform,
    /// The External Secrets operator of a cluster, which polls.
    Operator,
    /// The functions that rotate secrets.
    Rotator,
    /// A nightly job: backup, or what loads the warehouse.
    Nightly,
    /// A security scanner: lists everything, reads nothing.
    Scanner,
    /// A person by IAM Identity Center: the session's name is the e-mail address.
    Person,
    /// A person who has left the company, whose access was not taken away.
    Departed,
    /// A role for incidents: the session's name begins with the ticket. Does nothing in usual times.
    OnCall,
    /// An IAM user for emergencies. Does nothing in usual times.
    BreakGlass,
    /// An IAM user with long-lived keys in an old script.
    Legacy,
    /// The root user of an account. Does nothing in usual times.
    Root,
    /// AWS Config, which tries to decrypt what it describes and is denied.
    AwsConfig,
}

impl Kind {
    /// Whether it is a program that runs in AWS for a service of the organisation.
    pub fn is_workload(self) -> bool {
        matches!(self, Self::Task | Self::Pod | Self::Instance | Self::Function)
    }
}

/// A principal of the organisation: a role or a user, and for people's roles one of those who use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// The ARN of the role or user in IAM, never of a session.
    pub arn: String,
    /// The role's or user's name; `root` for a root user.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its account.
    pub account: AccountId,
    /// The region in which it mostly works.
    pub region: Region,
    /// The service it works for.
    pub service: Option<&'static str>,
    /// The person's e-mail address.
    pub person: Option<&'static str>,
    /// The person's time: hours ahead of UTC.
    pub utc_offset: i32,
    /// When a person left the company (UTC).
    pub left_at: Option<DateTime<Utc>>,
    /// The ARNs of the secrets and parameters that it reads in usual times.
    pub reads: Vec<String>,
}

/// How many principals the cast of an organisation has, where it is large enough.
pub const PRINCIPALS: u32 = 40;

/// The principals of this organisation: the same organisation, the same cast.
pub fn cast(organisation: &Organisation) -> Vec<Player> {
    cast_of(organisation, PRINCIPALS)
}

/// The same with so many principals, at most: workloads are left out first.
pub(super) fn cast_of(organisation: &Organisation, principals: u32) -> Vec<Player> {
    let catalogue = Catalogue::new(organisation);
    let mut players = fixed(organisation, &catalogue);
    let most = usize::try_from(principals).unwrap_or(usize::MAX);
    players.truncate(most);
    workloads(organisation, &catalogue, most - players.len(), &mut players);
    players
}

/// Identity Center's people: address, permission set with its suffix, hours ahead of UTC, and which account.
const PEOPLE: &[(&str, &str, i32, usize)] = &[
    ("maria.keller@example.com", "Developer_6f2a0c1d9b3e4a57", 1, 2),
    ("jonas.brandt@example.com", "Administrator_0a1b2c3d4e5f6071", 1, 0),
    ("amara.okafor@example.com", "Developer_6f2a0c1d9b3e4a57", 0, 1),
    ("li.wei@example.com", "Developer_6f2a0c1d9b3e4a57", 8, 0),
    ("priya.nair@example.com", "DataEngineer_5d4c3b2a19080716", 5, 3),
    ("henrik.lund@example.com", "ReadOnlyAccess_ff7f8c5c5851db50", 1, 0),
    ("sofia.rossi@example.com", "Developer_6f2a0c1d9b3e4a57", -5, 1),
];

/// Everybody but the workloads.
fn fixed(organisation: &Organisation, catalogue: &Catalogue) -> Vec<Player> {
    let mut players = Vec::new();
    let members: Vec<&Member> = organisation.active().collect();
    let Some(home) = organisation.regions.first() else { return players };
    let role = |at: usize, name: &str, kind: Kind| {
        let member = members.get(at % members.len().max(1))?;
        Some(player(member, region_of(organisation, at)?, name, kind))
    };
    for at in 0..members.len().min(4) {
        for (name, kind) in [("deploy", Kind::Ci), ("SecretsManagerRotation", Kind::Rotator)] {
            players.extend(role(at, name, kind));
        }
    }
    for at in 0..members.len().min(2) {
        players.extend(role(at * 2, "terraform", Kind::Terraform));
        players.extend(role(at, "external-secrets", Kind::Operator));
        players.extend(role(at, "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig", Kind::AwsConfig));
    }
    players.extend(role(0, "backup-nightly", Kind::Nightly));
    players.extend(role(3, "reports-loader", Kind::Nightly));
    players.extend(role(0, "security-audit", Kind::Scanner));
    players.extend(role(0, "oncall-responder", Kind::OnCall));
    for &(person, set, utc_offset, at) in PEOPLE {
        let role = role(at, &format!("aws-reserved/sso.amazonaws.com/{home}/AWSReservedSSO_{set}"), Kind::Person);
        players.extend(role.map(|player| Player { person: Some(person), utc_offset, ..player }));
    }
    let departed = format!("aws-reserved/sso.amazonaws.com/{home}/AWSReservedSSO_Developer_6f2a0c1d9b3e4a57");
    players.extend(role(0, &departed, Kind::Departed).map(|player| Player {
        person: Some("tom.baker@example.com"),
        left_at: Some(organisation.now - Duration::days(21)),
        ..player
    }));
    if let Some(member) = members.first() {
        for (name, kind) in [("break-glass", Kind::BreakGlass), ("ops-legacy", Kind::Legacy), ("root", Kind::Root)] {
            let arn = match kind {
                Kind::Root => format!("arn:aws:iam::{}:root", member.id),
                _ => format!("arn:aws:iam::{}:user/{name}", member.id),
            };
            players.push(Player { arn, ..player(member, home, name, kind) });
        }
    }
    // A role that two people share appears twice; any other twin is one of a small organisation.
    let mut seen = BTreeSet::new();
    players.retain(|player| seen.insert((player.arn.clone(), player.person)));
    let decoys = decoys_of(catalogue);
    for player in &mut players {
        player.reads = usual(player, catalogue, &decoys);
    }
    players
}

/// The home region of the account with this number: as the generator spreads them.
fn region_of(organisation: &Organisation, at: usize) -> Option<&Region> {
    organisation.regions.get(at % organisation.regions.len().max(1))
}

fn player(member: &Member, region: &Region, path: &str, kind: Kind) -> Player {
    Player {
        arn: format!("arn:aws:iam::{}:role/{path}", member.id),
        name: path.rsplit('/').next().unwrap_or(path).to_owned(),
        kind,
        account: member.id.clone(),
        region: region.clone(),
        service: None,
        person: None,
        utc_offset: 0,
        left_at: None,
        reads: Vec::new(),
    }
}

/// What a principal without a service reads in usual times.
fn usual(player: &Player, catalogue: &Catalogue, decoys: &[String]) -> Vec<String> {
    let found = catalogue.find(|thing| {
        if decoys.contains(&thing.arn) {
            return false;
        }
        let place = catalogue.places.get(thing.place);
        let own = place.is_some_and(|place| place.account == player.account);
        let at_home = own && place.is_some_and(|place| place.region == player.region);
        match player.kind {
            Kind::Ci => at_home && thing.is_secret() && thing.service.is_none_or(|_| thing.name.contains("shared/")),
            Kind::Terraform => at_home && thing.is_secret(),
            Kind::Operator => at_home && thing.production && thing.is_secret() && thing.service.is_some(),
            Kind::Rotator => own && thing.rotated.is_some(),
            Kind::Nightly if player.name == "reports-loader" => {
                thing.shared || (at_home && matches!(thing.service, Some("warehouse" | "reports")))
            }
            Kind::Nightly => at_home && thing.name.contains("postgres"),
            Kind::Person | Kind::Departed => own && !thing.production && thing.is_secret(),
            Kind::Legacy => at_home && thing.service.is_none(),
            _ => false,
        }
    });
    let most = match player.kind {
        Kind::Rotator => usize::MAX,
        Kind::Terraform => 12,
        Kind::Operator => 5,
        Kind::Legacy => 2,
        _ => 4,
    };
    found.iter().take(most).filter_map(|&at| catalogue.things.get(at)).map(|thing| thing.arn.clone()).collect()
}

/// A role for each service of each place, the largest first, and of every account in turn.
fn workloads(organisation: &Organisation, catalogue: &Catalogue, count: usize, players: &mut Vec<Player>) {
    let mut users: BTreeMap<(usize, &'static str), Vec<String>> = BTreeMap::new();
    for thing in catalogue.things.iter().filter(|thing| thing.is_secret()) {
        if let Some(service) = thing.service {
            users.entry((thing.place, service)).or_default().push(thing.arn.clone());
        }
    }
    let mut ranked: Vec<_> = users.into_iter().filter(|(_, reads)| reads.len() >= 2).collect();
    ranked.sort_by_key(|((place, service), reads)| (std::cmp::Reverse(reads.len()), *place, *service));
    // One role of each account in turn, so that no account stays without.
    let mut turns: BTreeMap<&AccountId, usize> = BTreeMap::new();
    let mut dealt: Vec<(usize, usize)> = Vec::new();
    for (at, ((place, _), _)) in ranked.iter().enumerate() {
        let Some(place) = catalogue.places.get(*place) else { continue };
        let turn = turns.entry(&place.account).or_default();
        dealt.push((*turn, at));
        *turn += 1;
    }
    dealt.sort_unstable();
    let kinds = [(Kind::Task, "task"), (Kind::Pod, "irsa"), (Kind::Instance, "node"), (Kind::Function, "handler")];
    for (nth, (_, at)) in dealt.into_iter().take(count).enumerate() {
        let Some(((place, service), reads)) = ranked.get(at) else { continue };
        let Some(place) = catalogue.places.get(*place) else { continue };
        let Some(member) = organisation.member(&place.account) else { continue };
        let Some((kind, suffix)) = kinds.get(nth % kinds.len()) else { continue };
        let short = place.region.as_str().replace('-', "");
        players.push(Player {
            service: Some(service),
            reads: reads.iter().take(6).cloned().collect(),
            ..player(member, &place.region, &format!("{service}-{suffix}-{short}"), *kind)
        });
    }
}
