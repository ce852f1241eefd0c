//! The map of sensitive paths: groups of principals × paths.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use keyturn_access::plain::Access;
use keyturn_domain::filter;
use keyturn_domain::listing::Sort;

use super::evaluation::Evaluation;
use super::nature::{self, Nature};
use super::readers::Pair;
use crate::app::App;
use crate::error::AppError;
use crate::rotation::settle;

/// Most rows of the map; those with the most readers come first.
const MOST_PATHS: usize = 500;

/// Most pairs behind one cell.
const MOST_PAIRS: usize = 2000;

/// Groups of principals × paths.
#[derive(Debug)]
pub struct AccessMap {
    /// The columns: the principals of one account and nature.
    pub groups: Vec<Group>,
    /// The rows; those with the most readers first.
    pub paths: Vec<Path>,
}

/// The principals of one account and nature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The account's 12 digits.
    pub account: String,
    /// What kind of reader they are.
    pub nature: Nature,
    /// How many.
    pub principals: u32,
}

/// A path with its readers by group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The path: `/prod/web/*`.
    pub path: String,
    /// The account's 12 digits.
    pub account: String,
    /// How many secrets lie under it.
    pub secrets: u32,
    /// Principals that can, or can under a condition, read at least one of them.
    pub readers: u32,
    /// By group: principals by the best that they can of any of the secrets: can, conditional, unknown.
    pub cells: Vec<[u32; 3]>,
}

/// One cell of the map.
#[derive(Clone, Debug)]
pub struct CellOfMap {
    /// The row's path.
    pub path: String,
    /// The row's account.
    pub path_account: String,
    /// The column's account.
    pub group_account: String,
    /// The column's nature.
    pub nature: Nature,
}

impl App {
    /// The map of the secrets that pass a filter.
    pub async fn access_map(self: &Arc<Self>, filter: &str) -> Result<(Arc<Evaluation>, AccessMap), AppError> {
        let (evaluation, now, kept) = (self.access().await?, self.now(), Arc::clone(&self.due));
        let wanted = if filter.trim().is_empty() { None } else { Some(filter::parse(filter)?) };
        self.with_database(move |database| {
            let arns = wanted.map(|filter| {
                database.read(|reader| {
                    let mut arns = BTreeSet::new();
                    let filter = settle(reader, &kept, &filter, now)?;
                    reader.secrets().each(&filter, Sort::default(), now, &mut |secret| {
                        arns.insert(secret.arn.to_string());
                        true
                    })?;
                    Ok(arns)
                })
            });
            let map = map(&evaluation, arns.transpose()?.as_ref());
            Ok((evaluation, map))
        })
        .await
    }

    /// The pairs behind one cell of the map.
    pub async fn access_cell(self: &Arc<Self>, cell: CellOfMap) -> Result<(Arc<Evaluation>, Vec<Pair>), AppError> {
        let evaluation = self.access().await?;
        let world = &evaluation.world;
        let under: Vec<bool> = world
            .secrets
            .iter()
            .map(|secret| secret.account == cell.path_account && path_of(&secret.name) == cell.path)
            .collect();
        let in_group = world.principals.iter().enumerate().filter(|(_, principal)| {
            principal.account == cell.group_account && nature::of(world, principal) == cell.nature
        });
        let mut wanted = Vec::new();
        for (principal, _) in in_group {
            let secrets = evaluation.cells(principal).filter(|(secret, _)| under[*secret]);
            wanted.extend(secrets.map(|(secret, _)| (principal, secret)).take(MOST_PAIRS.saturating_sub(wanted.len())));
        }
        let pairs = self.pairs(&evaluation, wanted).await?;
        Ok((evaluation, pairs))
    }
}

fn map(evaluation: &Evaluation, wanted: Option<&BTreeSet<String>>) -> AccessMap {
    let world = &evaluation.world;
    let mut groups: BTreeMap<(&str, Nature), u32> = BTreeMap::new();
    let natures: Vec<Nature> = world.principals.iter().map(|principal| nature::of(world, principal)).collect();
    for (principal, nature) in world.principals.iter().zip(&natures) {
        *groups.entry((&principal.account, *nature)).or_default() += 1;
    }
    let columns: BTreeMap<(&str, Nature), usize> = groups.keys().enumerate().map(|(at, key)| (*key, at)).collect();
    let mut rows: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut paths: Vec<Path> = Vec::new();
    let row_of: Vec<Option<usize>> = world
        .secrets
        .iter()
        .map(|secret| {
            if wanted.is_some_and(|wanted| !wanted.contains(&secret.arn)) {
                return None;
            }
            let path = path_of(&secret.name);
            let row = *rows.entry((&secret.account, path.clone())).or_insert_with(|| {
                paths.push(Path {
                    path,
                    account: secret.account.clone(),
                    secrets: 0,
                    readers: 0,
                    cells: vec![[0; 3]; columns.len()],
                });
                paths.len() - 1
            });
            paths[row].secrets += 1;
            Some(row)
        })
        .collect();
    let mut best = vec![Access::Cannot; paths.len()];
    for (number, principal) in world.principals.iter().enumerate() {
        best.fill(Access::Cannot);
        for (secret, access) in evaluation.cells(number) {
            if let Some(row) = row_of[secret] {
                best[row] = best[row].max(access);
            }
        }
        let Some(column) = columns.get(&(principal.account.as_str(), natures[number])) else { continue };
        for (path, access) in paths.iter_mut().zip(&best) {
            let place = match access {
                Access::Can => 0,
                Access::Conditional => 1,
                Access::Unknown => 2,
                Access::Cannot => continue,
            };
            path.cells[*column][place] += 1;
            path.readers += u32::from(place < 2);
        }
    }
    paths.sort_by(|a, b| b.readers.cmp(&a.readers).then_with(|| (&a.path, &a.account).cmp(&(&b.path, &b.account))));
    paths.truncate(MOST_PATHS);
    let group = |((account, nature), principals): (&(&str, Nature), &u32)| Group {
        account: (*account).to_owned(),
        nature: *nature,
        principals: *principals,
    };
    AccessMap { groups: groups.iter().map(group).collect(), paths }
}

/// The path of a name as the map has it: two steps at most, without the last one.
pub(super) fn path_of(name: &str) -> String {
    let slash = if name.starts_with('/') { "/" } else { "" };
    let steps: Vec<&str> = name.trim_start_matches('/').split('/').collect();
    let above = &steps[..steps.len().saturating_sub(1).min(2)];
    if above.is_empty() { format!("{slash}*") } else { format!("{slash}{}/*", above.join("/")) }
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn paths_have_two_steps_at_most() {
        for (name, path) in [
            ("/prod/web/db/PASSWORD", "/prod/web/*"),
            ("/prod/web/KEY", "/prod/web/*"),
            ("/prod/KEY", "/prod/*"),
            ("/KEY", "/*"),
            ("prod/db", "prod/*"),
            ("token", "*"),
        ] {
            assert_eq!(path_of(name), path, "{name}");
        }
    }
}
