//! What happened to a secret since it was made: one function of small tales, dealt from a deck.

use chrono::{DateTime, Duration, Utc};

use super::dice::Dice;
use crate::held::{External, HeldRotation, HeldSecret, HeldVersion};
use crate::organisation::Place;

/// A secret's past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Story {
    /// Made once, its value as old as itself.
    #[default]
    Steady,
    /// People put new values in; AWS knows no rotation.
    ByHand,
    /// An old value; somebody changed a tag yesterday.
    Touched,
    /// Made today.
    New,
    /// A function rotates it on time.
    Rotated,
    /// A function rotates it by a cron or rate expression, in a window.
    Scheduled,
    /// The schedule says it rotates; the last rotations failed and left `AWSPENDING` behind.
    Failing,
    /// Rotation was turned on and has never ended once.
    NeverEnded,
    /// Rotation was turned off again; the function is still named.
    TurnedOff,
    /// A copy lives in another region.
    Replicated,
    /// Amazon RDS owns and rotates it.
    Rds,
    /// Amazon AppFlow owns it.
    AppFlow,
    /// Amazon EventBridge owns it.
    Events,
    /// A managed external secret.
    External,
    /// Scheduled for deletion.
    Deleted,
    /// Made, but never given a value.
    Empty,
}

/// How often each story is told in a round of 30 secrets.
pub(super) const DECK: &[Story] = &[
    Story::Steady,
    Story::Steady,
    Story::Steady,
    Story::Steady,
    Story::Steady,
    Story::ByHand,
    Story::ByHand,
    Story::ByHand,
    Story::ByHand,
    Story::Touched,
    Story::Touched,
    Story::New,
    Story::Rotated,
    Story::Rotated,
    Story::Rotated,
    Story::Rotated,
    Story::Scheduled,
    Story::Scheduled,
    Story::Failing,
    Story::NeverEnded,
    Story::TurnedOff,
    Story::Replicated,
    Story::Replicated,
    Story::Rds,
    Story::Rds,
    Story::AppFlow,
    Story::Events,
    Story::External,
    Story::Deleted,
    Story::Empty,
];

/// Tells the story on a fresh secret.
pub(super) fn tell(secret: &mut HeldSecret, story: Story, place: &Place, dice: &mut Dice) {
    match story {
        Story::Steady => {}
        Story::ByHand | Story::Replicated => by_hand(secret, dice),
        Story::Touched => {
            let at = dice.ago(300, 1450);
            begin(secret, at);
            secret.changed_at = dice.days_ago(0);
        }
        Story::New => begin(secret, dice.today()),
        Story::Rotated => {
            let days = dice.pick(&[7, 30, 60, 90]);
            rotated(secret, days, Some(rotator(place, dice)), dice);
        }
        Story::Scheduled => scheduled(secret, place, dice),
        Story::Failing => failing(secret, place, dice),
        Story::NeverEnded => never_ended(secret, place, dice),
        Story::TurnedOff => {
            by_hand(secret, dice);
            let last_at = Some(secret.created_at + Duration::hours(2));
            let function_arn = Some(rotator(place, dice));
            secret.rotation =
                Some(HeldRotation { function_arn, after_days: Some(90), last_at, ..HeldRotation::default() });
        }
        Story::Rds => rds(secret, place, dice),
        Story::AppFlow => {
            owned(secret, "appflow", &format!("appflow!salesforce-{}", dice.hex(8)), place, dice);
        }
        Story::Events => {
            let name = format!("events!connection/order-webhook/{}", dice.uuid());
            owned(secret, "events", &name, place, dice);
        }
        Story::External => external(secret, place, dice),
        Story::Deleted => {
            let at = dice.ago(0, 6);
            secret.deleted_at = Some(at);
            secret.changed_at = at;
        }
        Story::Empty => secret.versions.clear(),
    }
    read(secret, dice);
}

/// Makes the secret as if for the first time at this instant.
fn begin(secret: &mut HeldSecret, at: DateTime<Utc>) {
    secret.created_at = at;
    secret.changed_at = at + Duration::milliseconds(40);
    for version in &mut secret.versions {
        version.created_at = at;
    }
}

fn by_hand(secret: &mut HeldSecret, dice: &mut Dice) {
    for _ in 0..dice.between(1, 3) {
        let at = dice.since(secret.changed_at);
        secret.put_value(at, &dice.uuid(), &dice.canary());
    }
}

/// The last two rotations of a schedule of so many days, and the next one.
fn rotated(secret: &mut HeldSecret, days: u32, function_arn: Option<String>, dice: &mut Dice) {
    let last_at = dice.ago(0, i64::from(days) - 1);
    let before = last_at - Duration::days(i64::from(days));
    begin(secret, secret.created_at.min(before - Duration::days(1)));
    for at in [before, last_at] {
        secret.put_value(at, &dice.uuid(), &dice.canary());
    }
    // A rotation that ended may leave AWSPENDING on the version that it made current.
    if let (true, Some(current)) = (dice.chance(40), secret.versions.first_mut()) {
        current.stages.push("AWSPENDING".to_owned());
    }
    secret.rotation = Some(HeldRotation {
        enabled: true,
        function_arn,
        after_days: Some(days),
        next_at: Some(last_at + Duration::days(i64::from(days))),
        last_at: Some(last_at),
        ..HeldRotation::default()
    });
}

fn scheduled(secret: &mut HeldSecret, place: &Place, dice: &mut Dice) {
    let (days, schedule) = dice.pick(&[
        (10, "rate(10 days)"),
        (30, "cron(0 4 1 * ? *)"),
        (7, "cron(30 2 ? * SUN *)"),
        (1, "rate(4 hours)"),
    ]);
    rotated(secret, days, Some(rotator(place, dice)), dice);
    if let Some(rotation) = &mut secret.rotation {
        rotation.schedule = Some(schedule.to_owned());
        rotation.window = Some(dice.pick(&["2h", "3h", "6h"]).to_owned());
    }
}

fn failing(secret: &mut HeldSecret, place: &Place, dice: &mut Dice) {
    rotated(secret, 30, Some(rotator(place, dice)), dice);
    let late = Duration::days(dice.between(70, 330));
    secret.created_at -= late;
    for version in &mut secret.versions {
        version.created_at -= late;
        version.stages.retain(|label| label != "AWSPENDING");
    }
    if let Some(rotation) = &mut secret.rotation {
        rotation.last_at = rotation.last_at.map(|at| at - late);
        rotation.next_at = rotation.next_at.map(|at| at - late);
    }
    pending(secret, dice.ago(9, 38), dice);
}

fn never_ended(secret: &mut HeldSecret, place: &Place, dice: &mut Dice) {
    let at = dice.ago(14, 60);
    begin(secret, secret.created_at.min(at - Duration::days(30)));
    let function_arn = Some(rotator(place, dice));
    let next_at = Some(at + Duration::days(30));
    secret.rotation =
        Some(HeldRotation { enabled: true, function_arn, after_days: Some(30), next_at, ..HeldRotation::default() });
    pending(secret, at, dice);
}

/// A version that a rotation made and did not finish.
fn pending(secret: &mut HeldSecret, at: DateTime<Utc>, dice: &mut Dice) {
    secret.versions.insert(
        0,
        HeldVersion {
            id: dice.uuid(),
            stages: vec!["AWSPENDING".to_owned()],
            created_at: at,
            read_at: None,
            value: dice.canary(),
        },
    );
    secret.changed_at = at;
}

fn rotator(place: &Place, dice: &mut Dice) -> String {
    let name = dice.pick(&["SecretsManagerRDSPostgreSQLRotation", "rotate-api-key", "rotate-redis-auth"]);
    format!("arn:aws:lambda:{}:{}:function:{name}", place.region, place.account)
}

fn rename(secret: &mut HeldSecret, name: &str, place: &Place, dice: &mut Dice) {
    name.clone_into(&mut secret.name);
    secret.arn = format!("arn:aws:secretsmanager:{}:{}:secret:{name}-{}", place.region, place.account, dice.suffix());
}

/// Gives the secret to a service: its name, ARN, tags and default key.
fn owned(secret: &mut HeldSecret, service: &str, name: &str, place: &Place, dice: &mut Dice) {
    rename(secret, name, place, dice);
    secret.owning_service = Some(service.to_owned());
    secret.description = Some(format!("Managed by {service}"));
    secret.tags = vec![("aws:secretsmanager:owningService".to_owned(), service.to_owned())];
    secret.key = None;
    secret.policy = None;
}

fn rds(secret: &mut HeldSecret, place: &Place, dice: &mut Dice) {
    let database = dice.pick(&["orders", "ledger", "identity", "catalogue", "warehouse"]);
    owned(secret, "rds", &format!("rds!db-{}", dice.uuid()), place, dice);
    let instance = format!("arn:aws:rds:{}:{}:db:{database}", place.region, place.account);
    secret.description = Some(format!("The secret associated with the primary RDS DB instance: {instance}"));
    secret.tags.push(("aws:rds:primaryDBInstanceArn".to_owned(), instance));
    rotated(secret, 7, None, dice);
}

fn external(secret: &mut HeldSecret, place: &Place, dice: &mut Dice) {
    let (vendor, secret_type) = dice.pick(&[
        ("salesforce", "SalesforceClientSecret"),
        ("bigid", "BigIDClientSecret"),
        ("snowflake", "SnowflakeKeyPairAuthentication"),
    ]);
    rename(secret, &format!("prod/{vendor}/client-secret-{}", dice.hex(4)), place, dice);
    secret.description = Some(format!("Managed external secret at {vendor}"));
    rotated(secret, 30, None, dice);
    secret.external = Some(External {
        secret_type: secret_type.to_owned(),
        role_arn: format!("arn:aws:iam::{}:role/external-secret-rotation", place.account),
        metadata: vec![("apiVersion".to_owned(), "v65.0".to_owned())],
    });
}

/// Dates the last reads: most current values were read lately, some never.
fn read(secret: &mut HeldSecret, dice: &mut Dice) {
    let recently = if dice.chance(70) { 3 } else { 200 };
    let never = dice.chance(15);
    for version in secret.versions.iter_mut().filter(|_| !never) {
        let at = dice.ago(0, recently).max(version.created_at);
        let until = if version.stages.iter().any(|label| label == "AWSCURRENT") { at } else { version.created_at };
        version.read_at = Some(until.min(dice.now()));
    }
}
