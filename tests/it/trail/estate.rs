//! The made-up organisation's month.

use std::collections::BTreeSet;

use keyturn_domain::account::AccountId;
use keyturn_domain::arn::SecretArn;
use keyturn_estate::traffic::{self, Class, Kind};
use keyturn_estate::{Spec, TrafficSpec, generate};
use keyturn_trail::scene::{Known, Scene};
use keyturn_trail::target::SecretName;

use super::{Episode, Stretch};

/// Thirty days of forty principals, with one attack of each kind.
pub(super) fn month(seed: u64) -> Stretch {
    let now = "2026-11-21T12:00:00Z".parse().expect("an instant");
    let organisation = generate(&Spec { seed, ..Spec::demo(now) });
    let spec = TrafficSpec::month(seed);
    let made = traffic::generate(&organisation, &spec);
    let mut lines = String::new();
    for record in &made.records {
        made.write_json(record, &mut lines);
        lines.push('\n');
    }
    let episodes = made.labels.iter().map(|label| Episode {
        class: label.class.code(),
        attack: matches!(label.class, Class::Attack(_)),
        events: label.event_ids.iter().map(ToString::to_string).collect(),
    });
    let decoys = traffic::decoys(&organisation).into_iter().map(|arn| {
        let arn: SecretArn = arn.parse().expect("an ARN");
        (SecretName::of(&arn), Known { decoy: true, ..Known::default() })
    });
    let cast = traffic::cast(&organisation);
    let left = cast.iter().filter(|player| player.kind == Kind::Departed);
    let departed = left.filter_map(|player| Some((player.person?.to_owned(), player.left_at?.date_naive())));
    let accounts: BTreeSet<AccountId> = organisation.active().map(|member| member.id.clone()).collect();
    Stretch {
        lines,
        episodes: episodes.collect(),
        scene: Scene { secrets: decoys.collect(), departed: departed.collect(), accounts, ..Scene::default() },
        days: spec.days,
    }
}
