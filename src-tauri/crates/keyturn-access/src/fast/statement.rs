//! Statements, prepared once: which calls they are about, and which of their parts differ from column to column.

use super::bits::{Plane, Verdicts, fill};
use super::columns::{Classes, Columns};
use super::condition::Condition;
use super::facts::Fact;
use super::glob::{Glob, Template};
use super::keys::{KeyId, Keys, Side};
use super::verdict::{Scalar, Verdict};
use crate::policy::{self, Effect, Element, PrincipalPattern, Test, Version};

/// The calls that read a value, or let one be read, in lower case.
pub(super) const ACTIONS: [&str; 6] = [
    "secretsmanager:getsecretvalue",
    "ssm:getparameter",
    "ssm:getparameters",
    "ssm:getparameterhistory",
    "ssm:getparametersbypath",
    "kms:decrypt",
];

/// A set of [`ACTIONS`], one bit each.
pub(super) type Actions = u8;

/// A statement.
pub(super) struct Statement<'w> {
    pub(super) effect: Effect,
    pub(super) actions: Actions,
    pub(super) principals: Option<&'w Element<PrincipalPattern>>,
    faulty: bool,
    /// `NotResource`, and the patterns; without any, whatever there is.
    resources: Option<(bool, Vec<Template>)>,
    /// Conditions that are the same for each column.
    even: Vec<Condition>,
    /// Conditions that are not.
    uneven: Vec<Condition>,
    /// The principal's keys that the first look at.
    pub(super) even_keys: Vec<KeyId>,
    /// The principal's keys that the others and the resources look at.
    pub(super) uneven_keys: Vec<KeyId>,
}

/// What is known of a key for a principal and a column.
pub(super) trait Known<'w> {
    /// For every principal of a class, where no column matters.
    fn of_principal(&self, key: KeyId) -> Fact<'w>;
    /// For one column.
    fn of(&self, key: KeyId, column: usize) -> Fact<'w>;
}

/// Which of the calls a list of action patterns covers.
pub(super) fn actions(element: &Element<String>) -> Actions {
    let (patterns, negated) = match element {
        Element::Only(patterns) => (patterns, false),
        Element::Not(patterns) => (patterns, true),
    };
    let mut covered = 0;
    for pattern in patterns {
        for (number, action) in ACTIONS.iter().enumerate() {
            covered |= u8::from(covers_action(pattern, action)) << number;
        }
    }
    if negated { !covered & 0b11_1111 } else { covered }
}

/// Whether a pattern covers an action, without regard to case.
fn covers_action(pattern: &str, action: &str) -> bool {
    if pattern.is_ascii() {
        return covers_ascii(pattern.as_bytes(), action.as_bytes());
    }
    let mut keys = Keys::default();
    let glob = Template::read(pattern, Version::V2008, true, false, &mut keys).glob(&keys, &|_| Fact::Absent);
    glob.in_lower_case().matches(action) == Verdict::Yes
}

/// The same for a pattern of ASCII: walks along both, and back to the last star where they part.
fn covers_ascii(pattern: &[u8], action: &[u8]) -> bool {
    let (mut at, mut place, mut star) = (0, 0, None);
    while place < action.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(byte) if *byte == b'?' || byte.eq_ignore_ascii_case(&action[place]) => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((before, covered)) = star else { return false };
                star = Some((before, covered + 1));
                (at, place) = (before + 1, covered + 1);
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

impl<'w> Statement<'w> {
    /// Prepares a statement. Without `resources`, they were seen to already.
    pub(super) fn read(statement: &'w policy::Statement, version: Version, resources: bool, keys: &mut Keys) -> Self {
        let (negated, patterns) = match statement.resources.as_ref().filter(|_| resources) {
            None => (false, None),
            Some(Element::Only(patterns)) => (false, Some(patterns)),
            Some(Element::Not(patterns)) => (true, Some(patterns)),
        };
        let mut read = |text: &String| Template::read(text, version, true, true, keys);
        let resources = patterns.map(|patterns| (negated, patterns.iter().map(&mut read).collect::<Vec<_>>()));
        let conditions: Vec<_> = statement.conditions.iter().map(|one| Condition::read(one, version, keys)).collect();
        let differs = |condition: &Condition| condition.looks_at.iter().any(|key| keys.get(*key).side == Side::Column);
        let (uneven, even): (Vec<_>, Vec<_>) = conditions.into_iter().partition(differs);
        let of_principal = |looked_at: &mut dyn Iterator<Item = &KeyId>| {
            let mut found: Vec<KeyId> =
                looked_at.filter(|key| keys.get(**key).side == Side::Principal).copied().collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let patterns = resources.iter().flat_map(|(_, patterns)| patterns).flat_map(|pattern| &pattern.variables);
        let even_keys = of_principal(&mut even.iter().flat_map(|one| &one.looks_at));
        let uneven_keys = of_principal(&mut uneven.iter().flat_map(|one| &one.looks_at).chain(patterns));
        Self {
            effect: statement.effect,
            actions: actions(&statement.actions),
            principals: statement.principals.as_ref(),
            faulty: statement.faulty,
            resources,
            even,
            uneven,
            even_keys,
            uneven_keys,
        }
    }

    /// The parts that are the same for each column.
    pub(super) fn scalar(&self, keys: &Keys, known: &dyn Known<'_>) -> Scalar {
        let mut scalar = Scalar::ALWAYS;
        if self.faulty {
            scalar.and(Verdict::Unread, self.effect);
        }
        for condition in &self.even {
            scalar.and(condition.holds(keys, &|key| known.of_principal(key)), self.effect);
        }
        scalar
    }

    /// The parts that differ.
    pub(super) fn plane<'f>(
        &self,
        mask: &[u64],
        keys: &Keys,
        columns: &Columns<'f>,
        known: &dyn Known<'f>,
        sort: Sort<'_>,
    ) -> Plane {
        let mut parts = Vec::new();
        if let Some((negated, templates)) = &self.resources {
            let mut matching = resources(*negated, templates, keys, columns, known, sort);
            columns.under_both_names(&mut matching, self.effect);
            parts.push(matching);
        }
        // Nothing more to see where the resources do not match.
        if parts.first().is_none_or(|matching| !matching.is_none()) {
            for condition in &self.uneven {
                parts.push(holds(condition, keys, columns, known, sort));
            }
        }
        Plane::of(mask, &parts, self.effect)
    }
}

/// Whether resources match, column by column. Patterns with the column's own keys in them are put together for each
/// class of columns.
fn resources<'f>(
    negated: bool,
    templates: &[Template],
    keys: &Keys,
    columns: &Columns<'f>,
    known: &dyn Known<'f>,
    sort: Sort<'_>,
) -> Verdicts {
    let variables = of_column(keys, templates.iter().flat_map(|template| &template.variables));
    let globs = |fact: &dyn Fn(KeyId) -> Fact<'f>| -> Vec<Glob> {
        templates.iter().map(|template| template.glob(keys, fact)).collect()
    };
    if variables.is_empty() {
        return columns.matching(&globs(&|key| known.of_principal(key)), negated);
    }
    let mut found = Verdicts::none(columns.count());
    let classes = sort(&variables);
    for (first, members) in classes.first.iter().zip(&classes.members) {
        let globs = globs(&|key| known.of(key, *first));
        for at in members.iter().map(|at| *at as usize) {
            found.say(at, columns.matches(&globs, negated, at));
        }
    }
    found
}

/// Sorts columns by keys.
pub(super) type Sort<'a> = &'a dyn Fn(&[KeyId]) -> std::rc::Rc<Classes>;

/// The keys among some that hang on the column.
fn of_column<'k>(keys: &Keys, looked_at: impl Iterator<Item = &'k KeyId>) -> Vec<KeyId> {
    let mut found: Vec<KeyId> = looked_at.filter(|key| keys.get(**key).side == Side::Column).copied().collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a condition holds, column by column: decided once for each class of columns.
fn holds<'f>(
    condition: &Condition,
    keys: &Keys,
    columns: &Columns<'f>,
    known: &dyn Known<'f>,
    sort: Sort<'_>,
) -> Verdicts {
    let looked_at = of_column(keys, condition.looks_at.iter());
    let classes = sort(&looked_at);
    let decide = |class: usize| {
        let first = classes.first[class];
        condition.holds(keys, &|key| known.of(key, first))
    };
    let mut found = Verdicts::none(columns.count());
    let say = |found: &mut Verdicts, class: usize, verdict: Verdict| {
        for at in &classes.members[class] {
            found.say(*at as usize, verdict);
        }
    };
    // Equality with a few texts: every class of another single value is alike, and one of them speaks for all.
    let equality = matches!(condition.test, Test::StringEquals | Test::StringNotEquals);
    let wanted = (equality && looked_at == [condition.key] && classes.first.len() > ALIKE)
        .then(|| condition.literals(keys, &|key| known.of_principal(key)))
        .flatten();
    let Some(wanted) = wanted else {
        for class in 0..classes.first.len() {
            say(&mut found, class, decide(class));
        }
        return found;
    };
    let values = classes.values(|first| match known.of(condition.key, first) {
        Fact::One(value) => Some(value.into_owned()),
        _ => None,
    });
    let mut apart: Vec<usize> = wanted.iter().filter_map(|text| values.by_text.get(text.as_str()).copied()).collect();
    apart.extend(&values.others);
    let alike = (0..classes.first.len()).find(|class| !apart.contains(class));
    if alike.is_some_and(|class| decide(class) == Verdict::Yes) {
        fill(&mut found.yes, 0..columns.count());
        for class in &apart {
            classes.members[*class].iter().for_each(|at| found.forget(*at as usize));
        }
    }
    apart.sort_unstable();
    apart.dedup();
    for class in apart {
        say(&mut found, class, decide(class));
    }
    found
}

/// So many classes are decided one by one.
const ALIKE: usize = 64;
