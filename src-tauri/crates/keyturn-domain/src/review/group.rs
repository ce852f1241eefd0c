//! What a principal reads, gathered over paths, so that a person can decide on it.
//!
//! Everything under a path, folders below it included, is one group `/prod/**`; so is nearly everything, where the few
//! exceptions can be named beside it and one question stands for several. Of a folder of which that is not so, what is
//! read is one group `/prod/web/*`, beside what it leaves out. Each group is one person's to decide.

use std::collections::HashMap;

/// The most exceptions of a group that takes in the folders below its path: as many as a person reads beside the
/// question before they answer it.
pub const MOST_EXCEPTIONS: usize = 12;

/// How much of what is under a path is nearly everything, in percent: there the rest is named as exceptions, whatever
/// number of questions that saves.
pub const NEARLY_ALL: usize = 80;

/// The least of what is under a path that is read where the rest is named as exceptions, in percent: below half of it, a
/// question about the path would say more than is so. Between the two, there are fewer exceptions to name than questions
/// to ask instead.
pub const LEAST_READ: usize = 50;

/// The folders of one account and region. Secrets are numbered in the order in which their names were given, and so are
/// the people who decide on them.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    /// Parents before their children; the first is the root.
    tree: Vec<Folder>,
    /// By secret: its folder, and who decides on it.
    of: Vec<(usize, usize)>,
    /// By who decides: how many of theirs each folder holds, in it and in the folders below it.
    held: Vec<Vec<usize>>,
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

/// Secrets under one path on which one person decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// `/prod/**`, `/prod/web/*`; `*` for names without a folder.
    pub path: String,
    /// Who decides, by number.
    pub decides: usize,
    /// Its secrets, by number.
    pub members: Vec<usize>,
    /// The exceptions: the rest under the path that is this person's to decide and that the principal does not read.
    pub left_out: Vec<usize>,
    /// How many secrets under the path are others' to decide.
    pub others: usize,
}

/// What a principal reads of one person's secrets, by folder.
struct Read {
    /// Directly in it.
    direct: HashMap<usize, Vec<usize>>,
    /// How many, in it and in the folders below it.
    below: Vec<usize>,
    /// Into how many groups it falls where it is not gathered itself.
    parts: Vec<usize>,
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
    /// The folders of these names, each with the number of who decides on it, from 0 up.
    pub fn of<'n>(names: impl IntoIterator<Item = (&'n str, usize)>) -> Self {
        let mut found = Self { tree: vec![Folder::default()], ..Self::default() };
        let mut known: HashMap<String, usize> = HashMap::from([(String::new(), 0)]);
        for (number, (name, decides)) in names.into_iter().enumerate() {
            let folder = found.find_or_add(folder_of(name), &mut known);
            found.of.push((folder, decides));
            found.tree[folder].secrets.push(number);
        }
        let people = found.of.iter().map(|(_, decides)| decides + 1).max().unwrap_or(0);
        found.held = vec![vec![0; found.tree.len()]; people];
        for (folder, decides) in &found.of {
            found.held[*decides][*folder] += 1;
        }
        for held in &mut found.held {
            sum_up(&found.tree, held);
        }
        for folder in 0..found.tree.len() {
            found.tree[folder].held = found.held.iter().map(|held| held[folder]).sum();
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
            self.tree.push(Folder { path: above.to_owned(), parent: Some(parent), ..Folder::default() });
            let number = self.tree.len() - 1;
            self.tree[parent].children.push(number);
            known.insert(above.to_owned(), number);
            parent = number;
        }
        parent
    }

    /// Groups what is read; every secret of `reads` is in exactly one group, and no other is in any. By path.
    pub fn groups(&self, reads: &[usize]) -> Vec<Group> {
        let mut by_person: Vec<Vec<usize>> = vec![Vec::new(); self.held.len()];
        for secret in reads {
            if let Some((_, decides)) = self.of.get(*secret) {
                by_person[*decides].push(*secret);
            }
        }
        for reads in &mut by_person {
            reads.sort_unstable();
        }
        let read = by_person.iter().enumerate().filter(|(_, reads)| !reads.is_empty());
        let mut groups: Vec<Group> = read.flat_map(|(decides, reads)| self.groups_of(decides, reads)).collect();
        groups.sort();
        groups
    }

    /// Groups what is read of one person's secrets, given in order.
    fn groups_of(&self, decides: usize, reads: &[usize]) -> Vec<Group> {
        let mut read = self.read(decides, reads);
        let (mut groups, mut open) = (Vec::new(), vec![0_usize]);
        while let Some(folder) = open.pop() {
            if read.below[folder] == 0 {
                continue;
            }
            if !self.tree[folder].children.is_empty() && self.is_one(decides, folder, &read) {
                groups.push(self.whole(self.narrowed(folder, decides), decides, reads));
                continue;
            }
            if let Some(members) = read.direct.remove(&folder) {
                groups.push(self.part(folder, decides, members));
            }
            open.extend(&self.tree[folder].children);
        }
        groups
    }

    fn read(&self, decides: usize, reads: &[usize]) -> Read {
        let mut read =
            Read { direct: HashMap::new(), below: vec![0; self.tree.len()], parts: vec![0; self.tree.len()] };
        for secret in reads {
            let (folder, _) = self.of[*secret];
            read.direct.entry(folder).or_default().push(*secret);
            read.below[folder] += 1;
        }
        sum_up(&self.tree, &mut read.below);
        for folder in (0..self.tree.len()).rev() {
            read.parts[folder] += usize::from(read.direct.contains_key(&folder));
            if let Some(parent) = self.tree[folder].parent.filter(|_| read.below[folder] > 0) {
                read.parts[parent] += if self.is_one(decides, folder, &read) { 1 } else { read.parts[folder] };
            }
        }
        read
    }

    /// Whether what is read in a folder and below it is one group: all of it, or what is better asked with the
    /// exceptions named than in parts.
    fn is_one(&self, decides: usize, folder: usize, read: &Read) -> bool {
        let (held, below) = (self.held[decides][folder], read.below[folder]);
        let (exceptions, parts) = (held - below, read.parts[folder]);
        let is_read = |percent: usize| below * 100 >= held * percent;
        let is_less = is_read(NEARLY_ALL) || (is_read(LEAST_READ) && exceptions < parts);
        exceptions == 0 || (exceptions <= MOST_EXCEPTIONS && parts > 1 && is_less)
    }

    /// The folder below that holds all of one person's secrets, where others have some beside it: a path that says no
    /// more than is theirs.
    fn narrowed(&self, mut folder: usize, decides: usize) -> usize {
        let held = &self.held[decides];
        while held[folder] < self.tree[folder].held
            && let Some(child) = self.tree[folder].children.iter().find(|child| held[**child] == held[folder])
        {
            folder = *child;
        }
        folder
    }

    /// A folder with all that is below it.
    fn whole(&self, folder: usize, decides: usize, reads: &[usize]) -> Group {
        let one = &self.tree[folder];
        let is_read = |secret: &usize| reads.binary_search(secret).is_ok();
        if one.children.is_empty() {
            return self.part(folder, decides, one.secrets.iter().copied().filter(is_read).collect());
        }
        let (mut under, mut open) = (Vec::new(), vec![folder]);
        while let Some(one) = open.pop() {
            under.extend(self.tree[one].secrets.iter().filter(|secret| self.of[**secret].1 == decides));
            open.extend(&self.tree[one].children);
        }
        under.sort_unstable();
        let (members, left_out) = under.into_iter().partition(is_read);
        let others = one.held - self.held[decides][folder];
        Group { path: pattern(&one.path, "**"), decides, members, left_out, others }
    }

    /// What lies directly in a folder, of which these are read.
    fn part(&self, folder: usize, decides: usize, mut members: Vec<usize>) -> Group {
        members.sort_unstable();
        let one = &self.tree[folder];
        let (own, others): (Vec<usize>, Vec<usize>) =
            one.secrets.iter().partition(|secret| self.of[**secret].1 == decides);
        let left_out = own.into_iter().filter(|secret| members.binary_search(secret).is_err()).collect();
        Group { path: pattern(&one.path, "*"), decides, members, left_out, others: others.len() }
    }
}

/// Adds what each folder counts to those above it.
fn sum_up(folders: &[Folder], counts: &mut [usize]) {
    for folder in (1..folders.len()).rev() {
        if let Some(parent) = folders[folder].parent {
            counts[parent] += counts[folder];
        }
    }
}

#[cfg(test)]
mod tests;
