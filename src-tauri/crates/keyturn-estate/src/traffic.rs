//! A stretch of CloudTrail for an organisation: usual traffic, harmless bursts that look like attacks, and attacks.
//!
//! Made from a seed and labelled, so that detections can be judged by what they find and by what they stay silent on.
//! It knows nothing of what judges it. No value is in a record, as AWS puts none there.

mod attacks;
pub mod bucket;
mod cast;
mod catalogue;
mod deed;
mod delivery;
mod episodes;
mod identity;
mod log;
mod record;
mod routine;
mod source;

use chrono::{DateTime, Duration, Utc};

use crate::generate::dice::Dice;
use crate::organisation::{Organisation, Place};
pub use cast::{Kind, PRINCIPALS, Player, cast};
use catalogue::Catalogue;
use identity::Session;
use log::Log;
pub(crate) use record::Event;
use record::Written;
pub use record::{EventId, Record};
use source::Source;

macro_rules! classes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word for it in tables.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }
    };
}

classes! {
    /// What is harmless.
    Benign {
        /// Terraform makes secrets, reads them back and destroys them, all within hours.
        TerraformBurst = "terraform-burst",
        /// Terraform looks at everything it holds.
        Refresh = "terraform-refresh",
        /// The tasks of a service start anew after a deployment.
        Rollout = "rollout",
        /// More tasks of a service start.
        Autoscaling = "autoscaling",
        /// A run of the pipeline reads the credentials of its tools.
        CiStart = "ci-start",
        /// An operator reads the same secrets every few minutes.
        OperatorPolling = "operator-polling",
        /// A function rotates a secret.
        Rotation = "rotation",
        /// A new service goes live: a role reads for the first time.
        NewService = "new-service",
        /// Calls over the limit, which come through later.
        Throttling = "throttling",
        /// The person on call, at night, under a ticket.
        OnCall = "on-call",
        /// A function starts cold.
        ColdStart = "cold-start",
        /// A job of the night, or an old script of Mondays.
        Nightly = "nightly",
        /// A scanner lists everything.
        Scan = "scan",
        /// AWS Config is denied what it never needed.
        ConfigDenied = "config-denied",
        /// A person's working day.
        Person = "person",
        /// Secrets and parameters are made and deleted.
        Provisioning = "provisioning",
    }
}

classes! {
    /// What is not.
    Attack {
        /// Lists, then reads many, with a workload's credential, from elsewhere.
        StolenWorkload = "stolen-workload",
        /// More reads in a deployment's own session, address and minute.
        SameRoleDuringDeployment = "same-role-during-deployment",
        /// The pipeline reads another team's production.
        CiCrossTeam = "ci-cross-team",
        /// Three to five new secrets a day over ten days.
        LowAndSlow = "low-and-slow",
        /// `BatchGetSecretValue` with a filter that lets everything through, over the regions.
        BatchCatchAll = "batch-catch-all",
        /// `GetParameterHistory` of many parameters.
        HistoryReads = "history-reads",
        /// `GetParametersByPath` at `/`.
        PathFromRoot = "path-from-root",
        /// Many reads that are denied.
        DeniedProbing = "denied-probing",
        /// A person reads production at night from an address that is not theirs.
        HumanOffHours = "human-off-hours",
        /// A person who has left reads.
        DepartedPerson = "departed-person",
        /// A secret that nobody reads is read.
        DormantSecret = "dormant-secret",
        /// A workload reads secrets of another account.
        CrossAccount = "cross-account",
        /// A root user reads.
        Root = "root",
        /// A decoy is read.
        Decoy = "decoy",
        /// `StopLogging`, then reads.
        TrailStopped = "trail-stopped",
        /// `GetPasswordData` of many instances.
        PasswordData = "password-data",
        /// `CreateGrant` for a role, then that role reads what the key encrypts.
        GrantThenReads = "grant-then-reads",
        /// An instance's credential is used outside.
        InstanceCredentialOutside = "instance-credential-outside",
    }
}

/// What an episode is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Harmless.
    Benign(Benign),
    /// Not.
    Attack(Attack),
}

impl Class {
    /// The word for it in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Benign(benign) => benign.code(),
            Self::Attack(attack) => attack.code(),
        }
    }
}

/// Which attacks there are, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attacks {
    /// None: every finding is a false one.
    None,
    /// So many, drawn from all; each begins in the last 60 % of the stretch.
    Chance(u32),
    /// These; each begins in the last 60 % of the stretch.
    These(Vec<Attack>),
    /// These, each so many hours before the end.
    At(Vec<(Attack, u32)>),
}

/// How much traffic to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrafficSpec {
    /// The seed of all chance.
    pub seed: u64,
    /// Days up to the organisation's `now`.
    pub days: u32,
    /// Principals at most; the workloads are left out first.
    pub principals: u32,
    /// The attacks among it.
    pub attacks: Attacks,
    /// How busy everybody is, in percent.
    pub intensity: u32,
    /// Minutes between two polls of an operator: 1 in earnest.
    pub poll_minutes: u32,
}

impl TrafficSpec {
    /// Thirty days of forty principals with one attack of each kind: what detections are judged by.
    pub fn month(seed: u64) -> Self {
        let attacks = Attacks::These(Attack::ALL.to_vec());
        Self { seed, days: 30, principals: PRINCIPALS, attacks, intensity: 100, poll_minutes: 30 }
    }

    /// The demo: ninety days, with attacks in the last three weeks, two of them in the last two days.
    pub fn demo() -> Self {
        let attacks = Attacks::At(vec![
            (Attack::LowAndSlow, 19 * 24),
            (Attack::PathFromRoot, 17 * 24 + 3),
            (Attack::CiCrossTeam, 13 * 24 + 5),
            (Attack::DepartedPerson, 10 * 24 + 2),
            (Attack::HumanOffHours, 7 * 24 + 4),
            (Attack::DeniedProbing, 4 * 24 + 9),
            (Attack::StolenWorkload, 30),
            (Attack::BatchCatchAll, 7),
        ]);
        Self { seed: 20, days: 90, principals: PRINCIPALS, attacks, intensity: 100, poll_minutes: 360 }
    }
}

/// What an episode was, and which records tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What it was.
    pub class: Class,
    /// The ids of its events.
    pub event_ids: Vec<EventId>,
    /// The ARN of the role or user.
    pub principal: String,
    /// Its first event (UTC).
    pub first_at: DateTime<Utc>,
    /// Its last event (UTC).
    pub last_at: DateTime<Utc>,
}

/// A stretch of CloudTrail.
#[derive(Debug)]
pub struct Traffic {
    /// The organisation's id, which the bucket's folders carry.
    pub organisation: String,
    /// Its records in the order in which they are delivered.
    pub records: Vec<Record>,
    /// What they were, episode by episode.
    pub labels: Vec<Label>,
    places: Vec<Place>,
    sessions: Vec<Session>,
    sources: Vec<Source>,
    deeds: Vec<Written>,
}

impl Traffic {
    /// The place whose event a record is: recipient account and region.
    pub fn place(&self, record: &Record) -> Option<&Place> {
        self.places.get(usize::from(record.place))
    }

    /// `eventName` of a record.
    pub fn event_name(&self, record: &Record) -> &'static str {
        self.deeds.get(record.deed as usize).map_or("", |deed| deed.api.name)
    }

    /// The name of a call that is in the traffic. `None` for others.
    pub(crate) fn known_name(&self, name: &str) -> Option<&'static str> {
        self.deeds.iter().map(|deed| deed.api.name).find(|known| *known == name)
    }

    /// The attacks among it.
    pub fn attacks(&self) -> impl Iterator<Item = (Attack, &Label)> {
        self.labels.iter().filter_map(|label| match label.class {
            Class::Attack(attack) => Some((attack, label)),
            Class::Benign(_) => None,
        })
    }
}

/// The ARNs of the organisation's decoys: secrets that nothing uses, made to be read by who should not.
pub fn decoys(organisation: &Organisation) -> Vec<String> {
    decoys_of(&Catalogue::new(organisation))
}

fn decoys_of(catalogue: &Catalogue) -> Vec<String> {
    let named = |thing: &&catalogue::Thing| thing.name.contains("admin/");
    let plain =
        |thing: &&catalogue::Thing| thing.version.is_some() && thing.service.is_none() && thing.rotated.is_none();
    let mut arns: Vec<String> =
        catalogue.things.iter().filter(plain).filter(named).map(|thing| thing.arn.clone()).collect();
    if arns.is_empty() {
        arns.extend(catalogue.things.iter().find(plain).map(|thing| thing.arn.clone()));
    }
    arns
}

/// The traffic of this organisation up to its `now`: the same organisation and spec, the same traffic.
pub fn generate(organisation: &Organisation, spec: &TrafficSpec) -> Traffic {
    let catalogue = Catalogue::new(organisation);
    let cast = cast::cast_of(organisation, spec.principals);
    let end = organisation.now;
    let start = end - Duration::days(i64::from(spec.days));
    // Dice of their own for attacks and delivery: the harmless traffic is the same with and without attacks.
    let dice = |purpose| Dice::apart(spec.seed, purpose, end);
    let mut log = Log::new(&catalogue, &cast, start, end, dice(1));
    routine::play(&mut log, spec);
    episodes::play(&mut log, spec);
    log.dice = dice(2);
    for (attack, at) in schedule(spec, start, end, &mut log.dice) {
        attacks::play(&mut log, organisation, attack, at);
    }
    let Log { mut records, labels, sessions, sources, deeds, .. } = log;
    delivery::deliver(&mut records, &catalogue.places, &mut dice(3));
    let Catalogue { places, .. } = catalogue;
    Traffic { organisation: organisation.id.clone(), records, labels, places, sessions, sources, deeds }
}

/// When each attack begins. Low and slow takes ten days, and gets them.
fn schedule(
    spec: &TrafficSpec,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    dice: &mut Dice,
) -> Vec<(Attack, DateTime<Utc>)> {
    let drawn = match &spec.attacks {
        Attacks::None => return Vec::new(),
        Attacks::At(attacks) => {
            return attacks.iter().map(|(attack, hours)| (*attack, end - Duration::hours(i64::from(*hours)))).collect();
        }
        Attacks::These(attacks) => attacks.clone(),
        Attacks::Chance(count) => (0..*count).filter_map(|_| dice.one(Attack::ALL).copied()).collect(),
    };
    let learned = start + (end - start) * 2 / 5;
    drawn
        .into_iter()
        .map(|attack| {
            let last = match attack {
                Attack::LowAndSlow => end - Duration::days(11),
                // Before others wake what slept.
                Attack::DormantSecret => learned + (end - learned) / 6,
                _ => end - Duration::hours(3),
            };
            let span = (last - learned).num_seconds().max(1);
            (attack, learned + Duration::seconds(dice.between(0, span)))
        })
        .collect()
}

#[cfg(test)]
mod tests;
