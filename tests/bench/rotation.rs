//! Rotation policies over the organisation's 50,000 secrets: due dates, AWS's schedules, what-if.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use keyturn_domain::age::{AgeBasis, ValueAge};
use keyturn_domain::kind::Kind;
use keyturn_domain::path::{self, PathTemplate};
use keyturn_domain::rotation::due::{Circumstances, DueState, Subject, due_all};
use keyturn_domain::rotation::level::{self, Level};
use keyturn_domain::rotation::policy::{Age, CompiledPolicy, Matches, Rule, preset};
use keyturn_domain::rotation::what_if::what_if;
use keyturn_domain::rotation::{RotatedBy, Rotation};
use keyturn_estate::{Spec, generate};
use keyturn_tests::estate::noon;

use crate::process::processor_time;
use crate::{millis, row};

/// What a subject borrows. Kinds are dealt in turn: which it is costs the same.
struct Held {
    name: String,
    tags: BTreeMap<String, String>,
    kind: Kind,
    level: Level,
    made_at: DateTime<Utc>,
    rotation: Rotation,
}

impl Held {
    fn new(
        index: usize,
        name: String,
        tags: Vec<(String, String)>,
        made_at: DateTime<Utc>,
        rotation: Rotation,
    ) -> Self {
        let tags = tags.into_iter().collect();
        let kind = Kind::ALL[index % Kind::ALL.len()];
        let environment = path::read(&name, PathTemplate::defaults()).environment;
        let level = level::propose(kind, &name, environment.as_deref(), Some(&tags), false).level;
        Self { name, tags, kind, level, made_at, rotation }
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            name: &self.name,
            tags: Some(&self.tags),
            kind: self.kind,
            level: self.level,
            value: ValueAge { made_at: Some(self.made_at), basis: AgeBasis::CurrentVersion },
            rotation: &self.rotation,
            life: None,
            excepted_until: None,
            circumstances: Circumstances { privileged: self.level == Level::Critical, ..Circumstances::default() },
        }
    }
}

fn held(secrets: u32, parameters: u32) -> Vec<Held> {
    let mut held = Vec::new();
    for contents in generate(&Spec::large(noon(), secrets, parameters)).places.into_values() {
        for secret in contents.secrets {
            let rotation = secret.rotation.filter(|rotation| rotation.enabled).map(|rotation| Rotation {
                by: RotatedBy::Function { function_arn: rotation.function_arn.unwrap_or_default() },
                after_days: rotation.after_days,
                schedule: rotation.schedule,
                window: rotation.window,
                next_at: rotation.next_at,
                last_at: rotation.last_at,
            });
            let rotation = rotation.unwrap_or_default();
            held.push(Held::new(held.len(), secret.name, secret.tags, secret.changed_at, rotation));
        }
        for parameter in contents.parameters {
            let made_at = parameter.modified_at;
            held.push(Held::new(held.len(), parameter.name, parameter.tags, made_at, Rotation::default()));
        }
    }
    held
}

/// The balanced policy in a zone, with rules by path and tag as a team would add them.
fn policy(days: u32) -> CompiledPolicy {
    let mut policy = preset("balanced").expect("a preset");
    policy.time_zone = chrono_tz::Europe::Berlin;
    let rule = |id: String, matches: Matches| Rule {
        id,
        matches,
        age: Age::Days(days),
        strict_days: None,
        reason: "a team's own".to_owned(),
        source: None,
    };
    for service in 0..40 {
        let paths = vec![format!("/*/service-{service}/**/db-*"), format!("prod/service-{service}-*/**")];
        policy.rules.push(rule(format!("path-{service}"), Matches { paths, ..Matches::default() }));
        let tags = BTreeMap::from([("team".to_owned(), format!("team-{service}*"))]);
        policy.rules.push(rule(format!("tag-{service}"), Matches { tags, ..Matches::default() }));
    }
    CompiledPolicy::new(policy).expect("globs")
}

/// Processor time of one run, as the mean of ten: other programs do not count.
fn one_run(mut run: impl FnMut()) -> Duration {
    let start = processor_time();
    for _ in 0..10 {
        run();
    }
    processor_time().saturating_sub(start) / 10
}

pub(crate) fn measure(secrets: u32, parameters: u32) {
    let held = held(secrets, parameters);
    let subjects: Vec<Subject<'_>> = held.iter().map(Held::subject).collect();
    println!("\nA rotation policy over {} secrets, processor time", subjects.len());
    let balanced = CompiledPolicy::new(preset("balanced").expect("a preset")).expect("globs");
    let (own, other) = (policy(60), policy(30));
    for (what, policy) in [("balanced", &balanced), ("balanced and 80 rules by path and tag", &own)] {
        let mut overdue = 0;
        let took = one_run(|| {
            let found = due_all(policy, &subjects, noon());
            overdue = found.iter().filter(|due| due.state == DueState::Overdue).count();
        });
        row(&format!("{what}: dates, states, words"), &millis(took), "target ≤ 200 ms");
        row("  of which overdue", &overdue.to_string(), "");
    }
    let took = one_run(|| drop(what_if(&own, &other, &subjects, noon())));
    row("what-if: two policies, states and 26 weeks", &millis(took), "");
    let text = keyturn_domain::rotation::policy::print(own.policy());
    let took = one_run(|| drop(keyturn_domain::rotation::policy::parse(&text)));
    row("reading a file of 102 rules with all checks", &millis(took), "");
}
