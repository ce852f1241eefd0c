//! What a principal reads, gathered over paths, so that a person can decide on it.
//!
//! Everything under a path, folders below it included, is one group `/prod/**`. Of a folder that is read in part, what
//! is read is one group `/prod/web/*`, beside what it leaves out.

use std::collections::HashMap;

/// The folders of one account and region. Secrets are numbered in the order in which their names were given.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    /// Parents before their children; the first is the root.
    folders: Vec<Folder>,
    /// By secret: its folder.
    of: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
struct Folder {
    /// Without slashes at its ends; the root's is empty.
    path: String,
    parent: Option<usize>,
    children: Vec<usize>,
    /// Directly in it.
    secrets: Vec<usize>,
    /// In it and in the folders below it.
    held: usize,
}

/// Secrets under one path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// `/prod/**`, `/prod/web/*`; `*` for names without a folder.
    pub path: String,
    /// Its secrets, by number.
    pub members: Vec<usize>,
    /// The secrets of the same folder that are not among them.
    pub left_out: Vec<usize>,
}

/// The folder of a name, without a leading slash: names of Parameter Store have one, those of Secrets Manager do
/// without.
fn folder_of(name: &str) -> &str {
    let name = name.strip_prefix('/').unwrap_or(name);
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The pattern for what lies directly in the folder of a name: `/prod/web/*`.
pub fn path_of(name: &str) -> String {
    pattern(folder_of(name), "*")
}

fn pattern(folder: &str, stars: &str) -> String {
    match (folder, stars) {
        ("", "*") => "*".to_owned(),
        ("", _) => format!("/{stars}"),
        _ => format!("/{folder}/{stars}"),
    }
}

impl Folders {
    /// The folders of these names.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut found = Self { folders: vec![Folder::default()], of: Vec::new() };
        let mut known: HashMap<String, usize> = HashMap::from([(String::new(), 0)]);
        for (number, name) in names.into_iter().enumerate() {
            let folder = found.find_or_add(folder_of(name), &mut known);
            found.of.push(folder);
            found.folders[folder].secrets.push(number);
            let mut above = Some(folder);
            while let Some(one) = above {
                found.folders[one].held += 1;
                above = found.folders[one].parent;
            }
        }
        found
    }

    fn find_or_add(&mut self, path: &str, known: &mut HashMap<String, usize>) -> usize {
        if let Some(folder) = known.get(path) {
            return *folder;
        }
        // From the first segment that is new: a name may have hundreds of them.
        let mut parent = 0;
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
            let above = &path[..end];
            // The empty first segment of a name that begins with two slashes is the root itself.
            if let Some(folder) = known.get(above) {
                parent = *folder;
                continue;
            }
            self.folders.push(Folder { path: above.to_owned(), parent: Some(parent), ..Folder::default() });
            let number = self.folders.len() - 1;
            self.folders[parent].children.push(number);
            known.insert(above.to_owned(), number);
            parent = number;
        }
        parent
    }

    /// Groups what is read; every secret of `reads` is in exactly one group, and no other is in any. By path.
    pub fn groups(&self, reads: &[usize]) -> Vec<Group> {
        let mut direct: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut below = vec![0_usize; self.folders.len()];
        for secret in reads {
            let Some(folder) = self.of.get(*secret) else { continue };
            direct.entry(*folder).or_default().push(*secret);
            below[*folder] += 1;
        }
        for folder in (1..self.folders.len()).rev() {
            if let Some(parent) = self.folders[folder].parent {
                below[parent] += below[folder];
            }
        }
        let mut groups = Vec::new();
        let mut open = vec![0_usize];
        while let Some(folder) = open.pop() {
            let one = &self.folders[folder];
            if below[folder] == 0 {
                continue;
            }
            if below[folder] == one.held && !one.children.is_empty() {
                groups.push(Group {
                    path: pattern(&one.path, "**"),
                    members: self.under(folder),
                    left_out: Vec::new(),
                });
                continue;
            }
            if let Some(mut members) = direct.remove(&folder) {
                members.sort_unstable();
                let left_out = one.secrets.iter().filter(|secret| members.binary_search(secret).is_err());
                groups.push(Group { path: pattern(&one.path, "*"), left_out: left_out.copied().collect(), members });
            }
            open.extend(&one.children);
        }
        groups.sort();
        groups
    }

    /// Everything in a folder and below it.
    fn under(&self, folder: usize) -> Vec<usize> {
        let (mut found, mut open) = (Vec::new(), vec![folder]);
        while let Some(one) = open.pop() {
            found.extend(&self.folders[one].secrets);
            open.extend(&self.folders[one].children);
        }
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests;
