//! On which statements a principal's access rests, and what would change if each went.

mod resource;

use std::collections::BTreeSet;
use std::sync::Arc;

use keyturn_access::fast::Matrix;
use keyturn_access::place::Place;
use keyturn_access::plain::{self, Access};
use keyturn_access::policy::{Document, Effect, Statement};
use keyturn_access::world::{Attached, PolicyId, Principal, World};

use super::evaluation::Evaluation;
use crate::app::App;
use crate::error::AppError;

/// Pairs that are explained to find the statements.
const EXPLAINED: usize = 200;

/// Principals of a shared policy whose rows are evaluated without a statement.
const SHARED: usize = 100;

/// One statement on which access rests.
#[derive(Clone, Debug)]
pub struct RestsOn {
    /// Where its policy stands.
    pub place: Place,
    /// The statement.
    pub statement: Statement,
    /// Secrets that the principal could no longer read without it.
    pub removes: usize,
    /// Readers of those secrets that would be left, of how many; `None` where it removes nothing.
    pub readers: Option<(usize, usize)>,
    /// What those secrets have in common: a path, or the one's name.
    pub path: String,
}

/// On what a principal's access rests.
#[derive(Debug)]
pub struct Rests {
    /// Secrets that it can read, in any way but *cannot*.
    pub of: usize,
    /// The statements; those that remove most first.
    pub statements: Vec<RestsOn>,
}

impl App {
    /// On which statements a principal's access rests, and what would change if each went.
    pub async fn rests(self: &Arc<Self>, evaluation: &Arc<Evaluation>, principal: usize) -> Result<Rests, AppError> {
        let evaluation = Arc::clone(evaluation);
        self.with_database(move |_| Ok(rests(&evaluation, principal))).await
    }
}

fn rests(evaluation: &Evaluation, principal: usize) -> Rests {
    let world = &evaluation.world;
    let of = &world.principals[principal];
    let secrets: Vec<usize> = evaluation.cells(principal).map(|(secret, _)| secret).collect();
    let wanted = found_in(evaluation, of, &secrets);
    let statements: Vec<(&Attached, &Statement)> = of
        .identity
        .iter()
        .flat_map(|attached| {
            world.document(attached.policy).statements.iter().map(move |statement| (attached, statement))
        })
        .filter(|(attached, statement)| wanted.contains(&(attached.place.clone(), statement.index)))
        .filter(|(_, statement)| statement.effect == Effect::Allow)
        .collect();
    // One world with a row for each principal of each statement, as it would be without it.
    let mut without = World {
        organization: world.organization.clone(),
        accounts: world.accounts.clone(),
        policies: world.policies.clone(),
        keys: world.keys.clone(),
        secrets: secrets.iter().map(|secret| world.secrets[*secret].clone()).collect(),
        ..World::default()
    };
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for (attached, statement) in &statements {
        let document = world.document(attached.policy);
        let kept = document.statements.iter().filter(|one| one.index != statement.index).cloned().collect();
        without.policies.push(Document { statements: kept, ..document.clone() });
        let policy = PolicyId(without.policies.len() - 1);
        let sharing = sharing(world, principal, &attached.place);
        for one in &sharing {
            let mut changed = world.principals[*one].clone();
            changed.identity.iter_mut().filter(|other| other.place == attached.place).for_each(|o| o.policy = policy);
            without.principals.push(changed);
        }
        rows.push(sharing);
    }
    let matrix = Matrix::of(&without);
    let mut found = resource::rests(evaluation, principal, &secrets, &wanted);
    let mut row = 0;
    for ((attached, statement), sharing) in statements.iter().zip(&rows) {
        let first = row;
        row += sharing.len();
        let gone: Vec<usize> = (0..secrets.len()).filter(|at| matrix.access(first, *at) == Access::Cannot).collect();
        let affected: Vec<usize> = gone.iter().map(|at| secrets[*at]).collect();
        let before = readers(evaluation, &affected);
        let reads_any = |row: usize| gone.iter().any(|at| matrix.access(row, *at) != Access::Cannot);
        let loses = |(number, one): &(usize, &usize)| before.contains(one) && !reads_any(first + number);
        let lost = sharing.iter().enumerate().filter(loses).count();
        found.push(RestsOn::new(world, attached.place.clone(), statement, &affected, before.len(), lost));
    }
    found.sort_by_key(|rests| std::cmp::Reverse(rests.removes));
    Rests { of: secrets.len(), statements: found }
}

/// Principals that read any of these secrets now.
fn readers(evaluation: &Evaluation, secrets: &[usize]) -> BTreeSet<usize> {
    let reads =
        |principal: &usize| secrets.iter().any(|secret| evaluation.access(*principal, *secret) != Access::Cannot);
    if secrets.is_empty() {
        return BTreeSet::new();
    }
    (0..evaluation.world.principals.len()).filter(reads).collect()
}

impl RestsOn {
    /// What a statement removes: these secrets, of whose readers so many are lost.
    fn new(world: &World, place: Place, statement: &Statement, gone: &[usize], before: usize, lost: usize) -> Self {
        let names: Vec<&str> = gone.iter().map(|secret| world.secrets[*secret].name.as_str()).collect();
        Self {
            place,
            statement: statement.clone(),
            removes: gone.len(),
            readers: (!gone.is_empty()).then_some((before - lost, before)),
            path: common_path(&names),
        }
    }
}

/// The statements that allow in the explanations of some of the pairs.
fn found_in(evaluation: &Evaluation, of: &Principal, secrets: &[usize]) -> BTreeSet<(Place, usize)> {
    let world = &evaluation.world;
    let mut found = BTreeSet::new();
    // Spread over all, so that no store and no path is left out.
    let step = secrets.len().div_ceil(EXPLAINED).max(1);
    for secret in secrets.iter().step_by(step) {
        let why = plain::explain(world, of, &world.secrets[*secret], None);
        for answer in why.store.iter().chain(&why.decrypt).flat_map(|leg| &leg.answers) {
            let allows =
                answer.statements.iter().filter(|said| said.effect == Effect::Allow && said.holds > Access::Cannot);
            found.extend(allows.map(|said| (answer.place.clone(), said.index)));
        }
    }
    found
}

/// The principal first, then those to which the same policy is attached. AWS's own policies cannot be changed for all.
fn sharing(world: &World, principal: usize, place: &Place) -> Vec<usize> {
    let shared = match place {
        Place::Attached { arn } => !arn.contains(":aws:policy/"),
        Place::GroupAttached { .. } | Place::GroupInline { .. } => true,
        _ => false,
    };
    let account = &world.principals[principal].account;
    let others = world.principals.iter().enumerate().filter(|(number, other)| {
        shared && *number != principal && other.account == *account && other.identity.iter().any(|a| a.place == *place)
    });
    std::iter::once(principal).chain(others.map(|(number, _)| number).take(SHARED)).collect()
}

/// The longest path that all names lie under; the name itself, where there is one.
fn common_path(names: &[&str]) -> String {
    let Some((first, rest)) = names.split_first() else { return String::new() };
    if rest.is_empty() {
        return (*first).to_owned();
    }
    let mut path = first.rsplit_once('/').map_or("", |(path, _)| path);
    while !rest.iter().all(|name| name.strip_prefix(path).is_some_and(|rest| path.is_empty() || rest.starts_with('/')))
    {
        path = path.rsplit_once('/').map_or("", |(above, _)| above);
    }
    if path.is_empty() { "*".to_owned() } else { format!("{path}/*") }
}

#[cfg(test)]
mod tests {
    use super::common_path;

    #[test]
    fn the_path_that_names_share() {
        for (names, expected) in [
            (&["/prod/web/a", "/prod/web/b"][..], "/prod/web/*"),
            (&["/prod/web/a", "/prod/webber/b"], "/prod/*"),
            (&["/prod/web/a", "plain"], "*"),
            (&["prod/db"], "prod/db"),
            (&["prod/db", "prod/x/y"], "prod/*"),
            (&[], ""),
        ] {
            assert_eq!(common_path(names), expected, "{names:?}");
        }
    }
}
