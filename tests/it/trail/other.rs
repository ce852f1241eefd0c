//! A second simulation, which shares nothing with the first: other names, other rhythms, other attacks.
//!
//! A bank whose accounts are its environments, so that most names tell none; services that read their parameters by
//! path, functions whose addresses change, hosted and own runners, previews that are made and destroyed all day, a
//! nightly copy of everything, people who look around. Records are written as text, by hand.

mod attacks;
mod habits;
mod people;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::store::Store;
use keyturn_trail::scene::{Known, Scene};
use keyturn_trail::target::SecretName;
use serde_json::{Value, json};

use super::{Episode, Stretch};

/// Days of a month.
const DAYS: i64 = 30;
/// Where production runs, where everything else runs, and where pipelines and people's tools run.
const PRODUCTION: &str = "111122223333";
const STAGING: &str = "444455556666";
const TOOLS: &str = "777788889999";
/// A supplier's account.
const SUPPLIER: &str = "999900001111";
const HOME: &str = "eu-north-1";
const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Thirty days, with one attack of each kind.
pub(super) fn month(seed: u64) -> Stretch {
    let mut world = World::new(seed);
    habits::play(&mut world);
    people::play(&mut world);
    attacks::play(&mut world);
    world.ended()
}

/// Chance: SplitMix64.
struct Chance(u64);

impl Chance {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included.
    fn of(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).expect("low is not above high");
        low + i64::try_from(self.bits() % span).expect("a small number")
    }

    /// So many times in a hundred.
    fn hit(&mut self, percent: i64) -> bool {
        self.of(0, 99) < percent
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let last = i64::try_from(all.len()).expect("a short list") - 1;
        let at = usize::try_from(self.of(0, last)).expect("a position");
        all.get(at).expect("a position in the list")
    }

    /// So many different ones, or all.
    fn some<T: Clone>(&mut self, all: &[T], count: i64) -> Vec<T> {
        let mut left = all.to_vec();
        let mut taken = Vec::new();
        while i64::try_from(taken.len()).expect("a short list") < count && !left.is_empty() {
            let last = i64::try_from(left.len()).expect("a short list") - 1;
            taken.push(left.swap_remove(usize::try_from(self.of(0, last)).expect("a position")));
        }
        taken
    }

    fn hex(&mut self, digits: usize) -> String {
        let words = digits.div_ceil(16);
        let words: Vec<String> = (0..words).map(|_| format!("{:016x}", self.bits())).collect();
        let mut text = words.concat();
        text.truncate(digits);
        text
    }
}

/// A secret or parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Thing {
    account: &'static str,
    region: &'static str,
    /// A parameter's name begins with a slash.
    name: String,
    /// Whether a key of the bank's own encrypts it, so that decryptions are recorded.
    own_key: bool,
}

impl Thing {
    fn is_parameter(&self) -> bool {
        self.name.starts_with('/')
    }

    fn arn(&self) -> String {
        let Self { account, region, name, .. } = self;
        if self.is_parameter() {
            format!("arn:aws:ssm:{region}:{account}:parameter{name}")
        } else {
            format!("arn:aws:secretsmanager:{region}:{account}:secret:{name}-Xy{:04}", name.len() * 37 % 10_000)
        }
    }

    fn named(&self) -> SecretName {
        SecretName {
            account: self.account.parse().expect("an account"),
            region: self.region.parse().expect("a region"),
            store: if self.is_parameter() { Store::ParameterStore } else { Store::SecretsManager },
            name: self.name.clone(),
        }
    }
}

/// What kind of identity makes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Role,
    Token,
    Sso,
    User,
    Root,
}

/// A session.
#[derive(Clone, Debug)]
struct Who {
    kind: Kind,
    account: &'static str,
    name: String,
    session: String,
    key: String,
    from: String,
    endpoint: Option<&'static str>,
    agent: &'static str,
}

impl Who {
    fn role(account: &'static str, name: &str, from: &str, agent: &'static str) -> Self {
        let (name, session) = (name.to_owned(), name.to_owned());
        Self {
            kind: Kind::Role,
            account,
            session,
            key: String::new(),
            from: from.to_owned(),
            endpoint: None,
            agent,
            name,
        }
    }

    /// Another session of the same.
    fn session(&self, chance: &mut Chance, session: impl Into<String>) -> Self {
        let key = match self.kind {
            Kind::User => self.key.clone(),
            _ => format!("ASIA{}EXAMPLE", chance.hex(9).to_uppercase()),
        };
        Self { session: session.into(), key, ..self.clone() }
    }

    fn from(&self, from: impl Into<String>) -> Self {
        Self { from: from.into(), endpoint: None, ..self.clone() }
    }

    fn arn(&self) -> String {
        let Self { account, name, session, .. } = self;
        match self.kind {
            Kind::Root => format!("arn:aws:iam::{account}:root"),
            Kind::User => format!("arn:aws:iam::{account}:user/{name}"),
            _ => format!("arn:aws:sts::{account}:assumed-role/{name}/{session}"),
        }
    }

    fn identity(&self) -> Value {
        let Self { account, name, session, key, .. } = self;
        let id = format!("AIDA{:017}", name.len() * 7919);
        match self.kind {
            Kind::Root => json!({"type": "Root", "principalId": account, "arn": self.arn(), "accountId": account,
                "accessKeyId": key}),
            Kind::User => json!({"type": "IAMUser", "principalId": id, "arn": self.arn(), "accountId": account,
                "accessKeyId": key, "userName": name}),
            _ => {
                let path = if self.kind == Kind::Sso { "aws-reserved/sso.amazonaws.com/eu-north-1/" } else { "" };
                let federated = match self.kind {
                    Kind::Token => json!({"federatedProvider": format!(
                        "arn:aws:iam::{account}:oidc-provider/gitlab.bank.example"), "attributes": {}}),
                    _ => json!({}),
                };
                json!({"type": "AssumedRole", "principalId": format!("AROA{:017}:{session}", name.len() * 7919),
                    "arn": self.arn(), "accountId": account, "accessKeyId": key,
                    "sessionContext": {
                        "sessionIssuer": {"type": "Role", "principalId": format!("AROA{:017}", name.len() * 7919),
                            "arn": format!("arn:aws:iam::{account}:role/{path}{name}"), "accountId": account,
                            "userName": name},
                        "webIdFederationData": federated,
                        "attributes": {"mfaAuthenticated": "false"}}})
            }
        }
    }
}

/// One call, before it is a record.
struct Call<'a> {
    source: &'a str,
    name: &'a str,
    account: &'a str,
    region: &'a str,
    request: Value,
    error: Option<(&'a str, String)>,
}

/// The month as it grows.
struct World {
    chance: Chance,
    start: DateTime<Utc>,
    /// When each record is delivered, and the record.
    lines: Vec<(i64, String)>,
    episodes: Vec<Episode>,
    /// Every secret by the team it belongs to.
    teams: Vec<Team>,
    decoy: Thing,
    left: Option<(String, i64)>,
    /// Teams whose service no attack has used yet.
    untouched: Vec<usize>,
}

/// A team: its word, its services' secrets in production, and their twins in staging.
#[derive(Clone)]
struct Team {
    word: &'static str,
    production: Vec<Thing>,
    staging: Vec<Thing>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut chance = Chance(seed ^ 0x0bad_5eed);
        let start = "2026-09-07T00:00:00Z".parse().expect("an instant");
        let teams = habits::teams(&mut chance);
        let decoy = Thing { account: PRODUCTION, region: HOME, name: "core/old-hsm-pin".to_owned(), own_key: false };
        Self {
            chance,
            start,
            lines: Vec::new(),
            episodes: Vec::new(),
            teams,
            decoy,
            left: None,
            untouched: (0..9).collect(),
        }
    }

    /// What follows belongs to this.
    fn begin(&mut self, class: &'static str, attack: bool) {
        self.episodes.push(Episode { class, attack, events: BTreeSet::new() });
    }

    /// Whether a day is a Saturday or a Sunday; the first day is a Monday.
    fn is_weekend(day: i64) -> bool {
        day % 7 >= 5
    }

    fn call(&mut self, who: &Who, at: i64, call: Call<'_>) {
        self.record(who, at, call, None);
    }

    /// A record; `through` is the AWS service that calls in somebody's name.
    fn record(&mut self, who: &Who, at: i64, call: Call<'_>, through: Option<&str>) {
        let id = format!(
            "{}-{}-4{}-8{}-{}",
            self.chance.hex(8),
            self.chance.hex(4),
            self.chance.hex(3),
            self.chance.hex(3),
            self.chance.hex(12)
        );
        let when = self.start + TimeDelta::seconds(at);
        let mut identity = who.identity();
        if let Some(service) = through {
            identity["invokedBy"] = json!(service);
        }
        let mut record = json!({
            "eventVersion": "1.11", "userIdentity": identity,
            "eventTime": when.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "eventSource": format!("{}.amazonaws.com", call.source), "eventName": call.name, "awsRegion": call.region,
            "sourceIPAddress": through.unwrap_or(&who.from), "userAgent": through.unwrap_or(who.agent),
            "requestParameters": call.request, "responseElements": null, "requestID": self.chance.hex(32),
            "eventID": id, "readOnly": true, "eventType": "AwsApiCall", "managementEvent": true,
            "recipientAccountId": call.account, "eventCategory": "Management",
        });
        if let Some((code, message)) = call.error {
            record["errorCode"] = json!(code);
            record["errorMessage"] = json!(message);
        }
        if let (Some(endpoint), None) = (who.endpoint, through) {
            record["vpcEndpointId"] = json!(endpoint);
        }
        if let Some(episode) = self.episodes.last_mut() {
            episode.events.insert(id);
        }
        let late = at + self.chance.of(40, 700);
        self.lines.push((late, record.to_string()));
        if self.chance.hit(3) {
            let (late, text) = self.lines.last().cloned().expect("just pushed");
            self.lines.push((late + 30, text));
        }
    }

    /// A value is read by its name, or by its ARN.
    fn read(&mut self, who: &Who, at: i64, thing: &Thing) {
        let foreign = who.account != thing.account;
        let named = if foreign || self.chance.hit(30) { thing.arn() } else { thing.name.clone() };
        let (source, name, request) = if thing.is_parameter() {
            ("ssm", "GetParameter", json!({"name": named, "withDecryption": true}))
        } else {
            ("secretsmanager", "GetSecretValue", json!({"secretId": named}))
        };
        let (account, region) = (thing.account, thing.region);
        self.call(who, at, Call { source, name, account, region, request, error: None });
        self.decrypted(who, at, thing);
    }

    /// The decryption that a read causes.
    fn decrypted(&mut self, who: &Who, at: i64, thing: &Thing) {
        if !thing.own_key {
            return;
        }
        let context = if thing.is_parameter() {
            json!({"PARAMETER_ARN": thing.arn()})
        } else {
            json!({"SecretARN": thing.arn(), "SecretVersionId": "v"})
        };
        let request = json!({"encryptionContext": context, "encryptionAlgorithm": "SYMMETRIC_DEFAULT"});
        let service = if thing.is_parameter() { "ssm" } else { "secretsmanager" };
        let (account, region) = (thing.account, thing.region);
        let call = Call { source: "kms", name: "Decrypt", account, region, request, error: None };
        self.record(who, at, call, Some(&format!("{service}.amazonaws.com")));
    }

    /// Reads one after another, so many seconds apart.
    fn read_all(&mut self, who: &Who, at: i64, things: &[Thing], gap: (i64, i64)) {
        let mut then = at;
        for thing in things {
            self.read(who, then, thing);
            then += self.chance.of(gap.0, gap.1);
        }
    }

    /// Everything below a path, page by page.
    fn read_path(&mut self, who: &Who, at: i64, path: &str, things: &[Thing]) {
        let below: Vec<&Thing> = things.iter().filter(|thing| thing.name.starts_with(path)).collect();
        for page in below.chunks(10) {
            let request = json!({"path": path, "recursive": true, "withDecryption": true});
            let (account, region) = (who.account, HOME);
            self.call(
                who,
                at,
                Call { source: "ssm", name: "GetParametersByPath", account, region, request, error: None },
            );
            for thing in page {
                self.decrypted(who, at, thing);
            }
        }
    }

    fn refused(&mut self, who: &Who, at: i64, thing: &Thing) {
        let (source, name) =
            if thing.is_parameter() { ("ssm", "GetParameter") } else { ("secretsmanager", "GetSecretValue") };
        let message = format!(
            "User: {} is not authorized to perform: {source}:{name} on resource: {} because no identity-based policy \
             allows the {source}:{name} action",
            who.arn(),
            thing.arn()
        );
        let code = if thing.is_parameter() { "AccessDenied" } else { "AccessDeniedException" };
        let (account, region) = (thing.account, thing.region);
        self.call(who, at, Call { source, name, account, region, request: Value::Null, error: Some((code, message)) });
    }

    fn list(&mut self, who: &Who, at: i64, account: &str) {
        let request = json!({"maxResults": 100});
        self.call(
            who,
            at,
            Call { source: "secretsmanager", name: "ListSecrets", account, region: HOME, request, error: None },
        );
    }

    fn write(&mut self, who: &Who, at: i64, name: &str, thing: &Thing) {
        let request = match name {
            "CreateSecret" => json!({"name": thing.name, "clientRequestToken": "x"}),
            "PutParameter" => {
                json!({"name": thing.name, "type": "SecureString", "value": "HIDDEN_DUE_TO_SECURITY_REASONS"})
            }
            "DeleteParameter" => json!({"name": thing.name}),
            _ => json!({"secretId": thing.name}),
        };
        let source = if name.ends_with("Parameter") { "ssm" } else { "secretsmanager" };
        self.call(who, at, Call { source, name, account: thing.account, region: thing.region, request, error: None });
    }

    fn ended(mut self) -> Stretch {
        let end = DAYS * DAY;
        self.lines.retain(|(at, _)| *at < end + HOUR);
        self.lines.sort_by_key(|(at, _)| at / 300);
        let lines: Vec<String> = self.lines.into_iter().map(|(_, line)| line).collect();
        let mut scene = Scene::default();
        scene.secrets.insert(self.decoy.named(), Known { decoy: true, ..Known::default() });
        scene.accounts = [PRODUCTION, STAGING, TOOLS].iter().map(|id| id.parse().expect("an account")).collect();
        if let Some((person, day)) = self.left {
            scene.departed.insert(person, (self.start + TimeDelta::days(day)).date_naive());
        }
        self.episodes.retain(|episode| !episode.events.is_empty());
        Stretch { lines: lines.join("\n"), episodes: self.episodes, scene, days: 30 }
    }
}
