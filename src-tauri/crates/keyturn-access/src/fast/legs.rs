//! The four kinds of calls, each with what it can be made upon and the policies that hang on that.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::bits::{Words, all, none, set};
use super::columns::{Column, Columns, cut};
use super::facts::{self, Fact};
use super::glob::Template;
use super::keys::Keys;
use super::names::{Register, grantee};
use super::statement::{Statement, actions};
use super::verdict::Verdict;
use crate::policy::{self, Effect, Element, PrincipalPattern, Version};
use crate::world::{Attached, Encryption, Grant, Secret, SecretKind, World};

/// The kinds of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Secret,
    Parameter,
    Path,
    Decrypt,
}

impl Call {
    /// The kind of one of the [`super::statement::ACTIONS`].
    pub(super) fn of(action: usize) -> Self {
        match action {
            0 => Self::Secret,
            1..=3 => Self::Parameter,
            4 => Self::Path,
            _ => Self::Decrypt,
        }
    }
}

/// One kind of call.
pub(super) struct Leg<'w> {
    pub(super) columns: Columns<'w>,
    /// Every column.
    pub(super) all: Words,
    /// The columns of each account.
    pub(super) accounts: HashMap<&'w str, Words>,
    /// Statements of resource policies, equal ones once, with the columns that they are on.
    pub(super) resource: Vec<(usize, Words)>,
    /// Whom these name.
    pub(super) register: Register,
    /// Denials of resource control policies, with the columns that they bind.
    pub(super) control: Vec<(usize, Words)>,
}

/// What hangs on keys beside their policies.
#[derive(Default)]
pub(super) struct Grants {
    /// Each with whom it names, and whether a column's call is within its constraints.
    pub(super) list: Vec<(PrincipalPattern, Vec<(usize, Verdict)>)>,
    /// Whom they name.
    pub(super) register: Register,
    /// Columns of keys whose grants could not be read.
    pub(super) unread: Words,
    /// Columns of keys that can decrypt in their state.
    pub(super) usable: Words,
}

/// What reading by path brings.
pub(super) struct Below {
    /// The parameters below it, as columns.
    pub(super) range: Range<usize>,
    /// Those directly below it; needed where calls that recurse are told apart from calls that don't.
    pub(super) direct: Vec<usize>,
}

/// What the policies mention that makes columns finer.
#[derive(Clone, Copy, Default)]
pub(super) struct Mentions {
    recursive: bool,
    context: bool,
}

impl Mentions {
    /// Looks through all policies.
    pub(super) fn of(world: &World) -> Self {
        let mut found = Self::default();
        let mut look = |text: &str| {
            let lower = text.to_ascii_lowercase();
            found.recursive |= lower.contains("ssm:recursive");
            found.context |= lower.contains("kms:encryptioncontext:");
        };
        for statement in world.policies.iter().flat_map(|policy| &policy.statements) {
            for condition in &statement.conditions {
                look(&condition.key);
                condition.values.iter().filter(|text| text.contains("${")).for_each(|text| look(text));
            }
            if let Some(Element::Only(texts) | Element::Not(texts)) = &statement.resources {
                texts.iter().filter(|text| text.contains("${")).for_each(|text| look(text));
            }
        }
        found
    }
}

/// The stores' columns: the secrets, or the parameters, of those that are asked about.
pub(super) fn stores<'w>(world: &'w World, asked: &[usize], kind: SecretKind) -> Columns<'w> {
    let of_kind = asked.iter().copied().filter(|secret| world.secrets[*secret].kind == kind);
    let entries = of_kind.map(|secret| (Cow::Borrowed(world.secrets[secret].arn.as_str()), Column::Secret(secret)));
    Columns::of(if kind == SecretKind::Secret { "secretsmanager" } else { "ssm" }, entries.collect())
}

/// The paths above parameters, with what is below each.
pub(super) fn paths<'w>(world: &'w World, parameters: &Columns<'w>, mentions: Mentions) -> (Columns<'w>, Vec<Below>) {
    let mut entries = Vec::new();
    let mut below: HashMap<(String, bool), Below> = HashMap::new();
    for at in 0..parameters.count() {
        let Column::Secret(secret) = parameters.of[at] else { continue };
        let Some((head, rest)) = cut(&world.secrets[secret].arn) else { continue };
        let Some(name) = rest.strip_prefix("parameter/") else { continue };
        let above = name.rmatch_indices('/').map(|(place, _)| (format!("parameter/{}", &name[..place]), place + 1));
        for (number, (path, start)) in above.chain([("parameter/".to_owned(), 0)]).enumerate() {
            // What begins with the path and a slash is below it; below the root is everything.
            let start = &rest[.."parameter/".len() + start];
            for recursive in [true, false].into_iter().filter(|recursive| *recursive || mentions.recursive) {
                let known = below.entry((format!("{head}:{start}"), recursive)).or_insert_with(|| {
                    let mut add = |path: String| entries.push((path, start.to_owned(), secret, recursive));
                    let path = format!("{head}:{path}");
                    if !path.ends_with('/') {
                        add(format!("{path}/"));
                    }
                    add(path);
                    Below { range: parameters.below(head, start), direct: Vec::new() }
                });
                if number == 0 {
                    known.direct.push(at);
                }
            }
        }
    }
    // Two paths may be asked for under one name: `//x` is below `/` twice.
    let names: Vec<(String, String, usize, bool)> = entries;
    let columns = names.iter().map(|(path, _, secret, recursive)| {
        (Cow::Owned(path.clone()), Column::Path { secret: *secret, recursive: *recursive })
    });
    let columns = Columns::of("ssm", columns.collect());
    let mut starts: HashMap<(&str, bool), Vec<&str>> = HashMap::new();
    for (path, start, _, recursive) in &names {
        starts.entry((path, *recursive)).or_default().push(start);
    }
    let of_column = (0..columns.count()).map(|at| {
        let Column::Path { recursive, .. } = columns.of[at] else { return Below { range: 0..0, direct: Vec::new() } };
        let arn = columns.arns[at].as_ref();
        let head = cut(arn).map_or("", |(head, _)| head);
        // Columns that share a name take what is below it one after the other.
        let starts = starts.get_mut(&(arn, recursive)).and_then(Vec::pop).unwrap_or_default();
        let known = below.get(&(format!("{head}:{starts}"), recursive));
        known.map_or(Below { range: 0..0, direct: Vec::new() }, |known| Below {
            range: known.range.clone(),
            direct: if mentions.recursive { known.direct.clone() } else { Vec::new() },
        })
    });
    let of_column: Vec<Below> = of_column.collect();
    (columns, of_column)
}

/// The keys' columns, and which of them each store's column needs.
pub(super) fn decrypts<'w>(
    world: &'w World,
    stores: [&Columns<'w>; 2],
    mentions: Mentions,
) -> (Columns<'w>, [Vec<Option<usize>>; 2]) {
    let fine: Vec<bool> = world.keys.iter().map(|key| mentions.context || key.grants.iter().any(is_bound)).collect();
    let alike = |secret: usize| -> Option<(usize, SecretKind, &str, Option<usize>)> {
        let of: &Secret = &world.secrets[secret];
        let Encryption::Key(key) = of.encryption else { return None };
        Some((key, of.kind, &of.region, fine[key].then_some(secret)))
    };
    let mut first: HashMap<_, usize> = HashMap::new();
    let asked = stores.iter().flat_map(|columns| &columns.of);
    for column in asked {
        if let Column::Secret(secret) = column
            && let Some(alike) = alike(*secret)
        {
            first.entry(alike).or_insert(*secret);
        }
    }
    let entries = first.iter().map(|((key, ..), secret)| {
        (Cow::Borrowed(world.keys[*key].arn.as_str()), Column::Decrypt { key: *key, secret: *secret })
    });
    let columns = Columns::of("kms", entries.collect());
    let places: HashMap<usize, usize> = columns.of.iter().enumerate().filter_map(place_of_decrypt).collect();
    let needs = stores.map(|store| {
        let need = |column: &Column| match column {
            Column::Secret(secret) => places.get(first.get(&alike(*secret)?)?).copied(),
            _ => None,
        };
        store.of.iter().map(need).collect()
    });
    (columns, needs)
}

fn place_of_decrypt((at, column): (usize, &Column)) -> Option<(usize, usize)> {
    match column {
        Column::Decrypt { secret, .. } => Some((*secret, at)),
        _ => None,
    }
}

/// Whether a grant holds for some encryption contexts alone.
fn is_bound(grant: &Grant) -> bool {
    grant.context_equals.is_some() || grant.context_subset.is_some()
}

impl<'w> Leg<'w> {
    /// Puts the policies that hang on resources beside their columns.
    pub(super) fn of(
        world: &'w World,
        columns: Columns<'w>,
        keys: &mut Keys,
        statements: &mut Vec<Statement<'w>>,
    ) -> Self {
        let count = columns.count();
        let mut leg = Self {
            all: all(count),
            accounts: HashMap::new(),
            resource: Vec::new(),
            register: Register::default(),
            control: Vec::new(),
            columns,
        };
        let mut known: HashMap<Alike<'w>, usize> = HashMap::new();
        let mut controls: HashMap<usize, Words> = HashMap::new();
        for at in 0..count {
            let account = leg.columns.account(world, at);
            set(leg.accounts.entry(account).or_insert_with(|| none(count)), at);
            let (attached, bound): (&[Attached], _) = match leg.columns.of[at] {
                Column::Secret(secret) => {
                    let secret = &world.secrets[secret];
                    (&secret.policies, secret.kind == SecretKind::Secret)
                }
                Column::Path { .. } => (&[], false),
                Column::Decrypt { key, .. } => (&world.keys[key].policies, !world.keys[key].aws_managed),
            };
            for policy in attached {
                let document = world.document(policy.policy);
                for statement in &document.statements {
                    leg.hang(at, statement, document.version, &mut known, keys, statements);
                }
            }
            for control in world.account(account).filter(|_| bound).iter().flat_map(|owner| &owner.resource_control) {
                set(controls.entry(control.policy.0).or_insert_with(|| none(count)), at);
            }
        }
        let mut controls: Vec<_> = controls.into_iter().collect();
        controls.sort_by_key(|(policy, _)| *policy);
        for (policy, mask) in controls {
            let document = &world.policies[policy];
            for statement in document.statements.iter().filter(|one| one.effect == Effect::Deny) {
                leg.control.push((statements.len(), mask.clone()));
                statements.push(Statement::read(statement, document.version, true, keys));
            }
        }
        leg
    }

    /// Puts one statement of a resource policy to those that say the same of their own resources.
    fn hang(
        &mut self,
        at: usize,
        statement: &'w policy::Statement,
        version: Version,
        known: &mut HashMap<Alike<'w>, usize>,
        keys: &mut Keys,
        statements: &mut Vec<Statement<'w>>,
    ) {
        let texts = match &statement.resources {
            Some(Element::Only(texts) | Element::Not(texts)) => texts.as_slice(),
            None => &[],
        };
        // Most name their own resource, or all: then they need not be kept apart by what they name.
        let fixed = !texts.iter().any(|text| text.contains("${"));
        if fixed && let Some(resources) = &statement.resources {
            let negated = matches!(resources, Element::Not(_));
            let mut globs = texts.iter().map(|text| {
                let template = Template::read(text, Version::V2008, true, true, &mut Keys::default());
                template.glob(&Keys::default(), &|_| Fact::Absent)
            });
            let arn = &self.columns.arns[at];
            if globs.any(|glob| glob.matches_arn(arn, true) == Verdict::Yes) == negated {
                return;
            }
        }
        let alike = Alike {
            effect: statement.effect,
            faulty: statement.faulty,
            version,
            principals: statement.principals.as_ref(),
            actions: actions(&statement.actions),
            resources: statement.resources.as_ref().filter(|_| !fixed),
            conditions: &statement.conditions,
        };
        if alike.actions == 0 {
            return;
        }
        let count = self.columns.count();
        let number = *known.entry(alike).or_insert_with(|| {
            self.register.note(self.resource.len(), statement.principals.as_ref());
            self.resource.push((statements.len(), none(count)));
            statements.push(Statement::read(statement, version, !fixed, keys));
            self.resource.len() - 1
        });
        set(&mut self.resource[number].1, at);
    }
}

/// What makes statements of resource policies the same.
#[derive(PartialEq, Eq, Hash)]
struct Alike<'w> {
    effect: Effect,
    faulty: bool,
    version: Version,
    principals: Option<&'w Element<PrincipalPattern>>,
    actions: u8,
    resources: Option<&'w Element<String>>,
    conditions: &'w [policy::Condition],
}

impl Grants {
    /// Reads the grants of all keys.
    pub(super) fn of(world: &World, columns: &Columns<'_>, keys: &mut Keys) -> Self {
        let mut of_key: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, column) in columns.of.iter().enumerate() {
            if let Column::Decrypt { key, .. } = column {
                of_key.entry(*key).or_default().push(at);
            }
        }
        let of = |at: usize| match columns.of[at] {
            Column::Decrypt { key, .. } => Some(&world.keys[key]),
            _ => None,
        };
        let mut grants = Self {
            unread: columns.that(|at| of(at).is_some_and(|key| key.grants_unread.is_some())),
            usable: columns.that(|at| of(at).is_some_and(crate::world::Key::usable)),
            ..Self::default()
        };
        let mut numbers: Vec<_> = of_key.into_iter().collect();
        numbers.sort();
        for (number, places) in numbers {
            for grant in &world.keys[number].grants {
                if !grant.operations.iter().any(|operation| operation.eq_ignore_ascii_case("Decrypt")) {
                    continue;
                }
                let within: Vec<(usize, Verdict)> =
                    places.iter().map(|at| (*at, constraints(world, columns, *at, grant, keys))).collect();
                let pattern = grantee(&grant.grantee);
                let named = Element::Only(vec![pattern.clone()]);
                grants.register.note(grants.list.len(), Some(&named));
                grants.list.push((pattern, within));
            }
        }
        grants
    }
}

/// Whether a call's encryption context is what a grant asks for.
///
/// <https://docs.aws.amazon.com/kms/latest/developerguide/grants.html>
fn constraints(world: &World, columns: &Columns<'_>, at: usize, grant: &Grant, keys: &mut Keys) -> Verdict {
    // A grant for a service's calls on behalf of a resource is nobody's in the model.
    let mut parts = Vec::new();
    let pairs = grant.context_equals.iter().chain(&grant.context_subset).flatten();
    for (name, value) in pairs {
        let text = format!("kms:EncryptionContext:{name}");
        let id = keys.id(&text);
        parts.push(match facts::of_column(world, columns, at, keys.get(id)) {
            Fact::One(known) => Verdict::sure(known == value.as_str()),
            Fact::Many(known) => Verdict::sure(known.iter().any(|known| known == value.as_str())),
            Fact::Missing => Verdict::Unread,
            Fact::Open => Verdict::On(keys.name(&text)),
            Fact::Absent | Fact::Prefix(_) => Verdict::No,
        });
    }
    if grant.source_arn.is_some() {
        parts.push(Verdict::No);
    }
    if let Some(equals) = &grant.context_equals {
        let id = keys.id("kms:EncryptionContextKeys");
        let carried = match facts::of_column(world, columns, at, keys.get(id)) {
            Fact::One(name) => vec![name],
            Fact::Many(names) => names,
            _ => Vec::new(),
        };
        let asked = |name: &str| equals.iter().any(|(wanted, _)| wanted.eq_ignore_ascii_case(name));
        parts.push(Verdict::sure(carried.iter().all(|name| asked(name))));
    }
    Verdict::all(parts)
}
