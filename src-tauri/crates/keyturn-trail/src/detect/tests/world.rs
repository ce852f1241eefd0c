//! A small organisation whose habits are known, to graft things into.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use keyturn_domain::store::Store;

use crate::agent::Agent;
use crate::call::Call;
use crate::event::{Event, EventId, Outcome};
use crate::origin::{Origin, Source};
use crate::principal::{Actor, Nature, Principal};
use crate::read::{Object, Read, Way};
use crate::target::{SecretName, Target};

/// A reader as it comes along.
#[derive(Clone)]
pub(super) struct Who {
    pub(super) name: String,
    pub(super) account: &'static str,
    pub(super) nature: Nature,
    pub(super) session: String,
    pub(super) from: String,
    pub(super) endpoint: Option<&'static str>,
    pub(super) agent: &'static str,
}

impl Who {
    /// A workload's role.
    pub(super) fn role(name: &str, from: &str) -> Self {
        Self {
            name: format!("role/{name}"),
            account: "111122223333",
            nature: Nature::Workload,
            session: format!("{name}-task"),
            from: from.to_owned(),
            endpoint: None,
            agent: "Boto3/1",
        }
    }

    /// A person of Identity Center.
    pub(super) fn person(name: &str, from: &str) -> Self {
        Self {
            name: "role/AWSReservedSSO_Developers_0123456789abcdef".to_owned(),
            nature: Nature::Human,
            session: format!("{name}@example.com"),
            agent: "console",
            ..Self::role("x", from)
        }
    }

    pub(super) fn from(&self, from: &str) -> Self {
        Self { from: from.to_owned(), ..self.clone() }
    }

    pub(super) fn agent(&self, agent: &'static str) -> Self {
        Self { agent, ..self.clone() }
    }

    pub(super) fn session(&self, session: &str) -> Self {
        Self { session: session.to_owned(), ..self.clone() }
    }

    fn actor(&self) -> Actor {
        Actor {
            principal: Principal { account: Some(self.account.parse().unwrap()), name: self.name.clone() },
            nature: self.nature,
            session: Some(self.session.clone()),
            person: (self.nature == Nature::Human).then(|| self.session.clone()),
            access_key: Some(format!("ASIA{}", self.session)),
            through: None,
        }
    }

    fn origin(&self) -> Origin {
        Origin { source: Source::parse(&self.from), vpc_endpoint: self.endpoint.map(str::to_owned) }
    }
}

/// What happened.
#[derive(Default)]
pub(super) struct World {
    pub(super) reads: Vec<Read>,
    pub(super) events: Vec<Event>,
    next: u32,
}

/// The first day of every world: a Monday.
pub(super) fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 1).unwrap() + Days::new(number)
}

/// An instant of a day of the world.
pub(super) fn at(number: u64, hour: u32, minute: u32) -> DateTime<Utc> {
    day(number).and_hms_opt(hour, minute, 0).unwrap().and_utc()
}

/// A parameter of the organisation's main account.
pub(super) fn secret(name: &str) -> SecretName {
    secret_in(name, "111122223333")
}

/// A parameter of an account.
pub(super) fn secret_in(name: &str, account: &str) -> SecretName {
    SecretName {
        account: account.parse().unwrap(),
        region: "eu-west-1".parse().unwrap(),
        store: Store::ParameterStore,
        name: name.to_owned(),
    }
}

/// Names `prefix0`, `prefix1`, and so on.
pub(super) fn some(prefix: &str, count: usize) -> Vec<SecretName> {
    (0..count).map(|n| secret(&format!("{prefix}{n}"))).collect()
}

impl World {
    fn id(&mut self) -> EventId {
        self.next += 1;
        EventId(format!("e-{:06}", self.next))
    }

    /// One read or try.
    pub(super) fn try_read(&mut self, who: &Who, at: DateTime<Utc>, object: Object, way: Way, outcome: Outcome) {
        let id = self.id();
        self.reads.push(Read {
            at,
            account: "111122223333".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            by: who.actor(),
            from: who.origin(),
            agent: Agent(who.agent.to_owned()),
            object,
            way,
            decrypted: true,
            outcome,
            events: vec![id],
        });
    }

    /// Reads, a second apart.
    pub(super) fn read(&mut self, who: &Who, from: DateTime<Utc>, secrets: &[SecretName]) {
        for (n, name) in (0_i64..).zip(secrets) {
            let object = Object::Secret(name.clone());
            self.try_read(who, from + TimeDelta::seconds(n), object, Way::Named, Outcome::Done);
        }
    }

    /// The same reads on a range of days.
    pub(super) fn daily(&mut self, who: &Who, days: std::ops::Range<u64>, hours: &[u32], secrets: &[SecretName]) {
        for day in days {
            for hour in hours {
                self.read(who, at(day, *hour, 5), secrets);
            }
        }
    }

    /// A call that is no read.
    pub(super) fn call(&mut self, who: &Who, at: DateTime<Utc>, call: Call, targets: Vec<Target>, outcome: Outcome) {
        let id = self.id();
        self.events.push(Event {
            id,
            shared_id: None,
            corrects: None,
            at,
            account: "111122223333".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            call,
            by: who.actor(),
            from: who.origin(),
            agent: Agent(who.agent.to_owned()),
            targets,
            decrypted: false,
            outcome,
        });
    }

    /// Writes, a second apart.
    pub(super) fn write(&mut self, who: &Who, from: DateTime<Utc>, call: Call, secrets: &[SecretName]) {
        for (n, name) in (0_i64..).zip(secrets) {
            let target = Target::Secret(name.clone());
            self.call(who, from + TimeDelta::seconds(n), call, vec![target], Outcome::Done);
        }
    }

    /// A month of an organisation: services, a pipeline, infrastructure as code, an operator, people.
    pub(super) fn month() -> Self {
        let mut world = Self::default();
        world.daily(&web(), 0..30, &[3, 11, 19], &some("/prod/web/KEY_", 6));
        world.daily(&orders(), 0..30, &[2, 14], &some("/prod/orders/KEY_", 5));
        world.daily(&payments(), 0..30, &[5], &some("/prod/payments/KEY_", 12));
        for day in 0..30 {
            if day % 7 < 5 {
                // A hosted runner has another address each time.
                let runner = ci().from(&format!("20.{}.{}.7", day + 1, day * 3)).session(&format!("run-{day}"));
                world.read(&runner, at(day, 9 + u32::try_from(day % 6).unwrap(), 20), &some("/dev/web/KEY_", 4));
                world.read(&ann(), at(day, 8, 30), &some("/dev/web/KEY_", 2));
                world.read(&ann(), at(day, 14, 10), &some("/prod/web/KEY_", 1));
                world.read(&bob(), at(day, 12, 40), &some("/dev/orders/KEY_", 3));
            }
            for hour in (0..24).step_by(2) {
                world.read(&operator(), at(day, hour, 1), &some("/prod/orders/KEY_", 5));
                world.read(&operator(), at(day, hour, 2), &some("/prod/payments/KEY_", 12));
            }
            if day % 3 == 0 {
                let made = some(&format!("/dev/stack{day}/KEY_"), 8);
                world.write(&terraform(), at(day, 10, 0), Call::PutParameter, &made);
                world.read(&terraform(), at(day, 10, 1), &made);
                world.write(&terraform(), at(day, 10, 30), Call::DeleteParameter, &made);
            }
        }
        world
    }
}

pub(super) fn web() -> Who {
    Who::role("web", "10.0.1.5")
}

pub(super) fn orders() -> Who {
    Who::role("orders", "203.0.113.9")
}

/// A third program behind the gateway that `orders` and `terraform` leave by; not in the month by itself.
pub(super) fn billing() -> Who {
    Who::role("billing", "203.0.113.77")
}

pub(super) fn payments() -> Who {
    Who { endpoint: Some("vpce-0aaa"), ..Who::role("payments", "10.0.2.7") }
}

pub(super) fn operator() -> Who {
    Who::role("external-secrets", "10.0.3.3").agent("aws-sdk-go-v2/1")
}

pub(super) fn terraform() -> Who {
    Who::role("terraform", "203.0.113.40").agent("Terraform/1")
}

pub(super) fn ci() -> Who {
    Who { nature: Nature::WebIdentity, ..Who::role("ci", "20.1.0.7").agent("aws-cli/2") }
}

pub(super) fn ann() -> Who {
    Who::person("ann", "198.51.100.20")
}

pub(super) fn bob() -> Who {
    Who::person("bob", "198.51.100.21")
}
