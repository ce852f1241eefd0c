//! The confusion table, by class.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use keyturn_trail::detect::Verdicts;
use keyturn_trail::finding::{Finding, Severity};

use super::Stretch;

/// What became of the episodes of one class.
#[derive(Default)]
struct Row {
    attack: bool,
    episodes: usize,
    /// Episodes of which some finding holds an event.
    found: usize,
    /// Episodes without a finding of which something explained holds an event.
    explained: usize,
    /// Findings that hold events of this class and of no attack.
    findings: usize,
    /// The lightest and the heaviest finding of an episode, an episode at its heaviest.
    severities: Option<(Severity, Severity)>,
    /// The rules that led.
    rules: BTreeMap<String, usize>,
}

/// The table over all stretches that were added.
#[derive(Default)]
pub(super) struct Table {
    rows: BTreeMap<(bool, &'static str), Row>,
    /// For each stretch: its seed, its false findings, its days.
    stretches: Vec<(u64, usize, u32)>,
    missed: Vec<String>,
    false_ones: Vec<String>,
}

impl Table {
    /// Adds a stretch and what was said of it.
    pub(super) fn add(&mut self, seed: u64, stretch: &Stretch, verdicts: &Verdicts) {
        let attacked: BTreeSet<&String> =
            stretch.episodes.iter().filter(|episode| episode.attack).flat_map(|episode| &episode.events).collect();
        let findings = index(&verdicts.findings);
        let explained = index(&verdicts.explained);
        for episode in &stretch.episodes {
            let row = self.rows.entry((!episode.attack, episode.class)).or_default();
            row.attack = episode.attack;
            row.episodes += 1;
            let about = |all: &BTreeMap<&str, Vec<usize>>| -> BTreeSet<usize> {
                episode.events.iter().filter_map(|id| all.get(id.as_str())).flatten().copied().collect()
            };
            let those: Vec<&Finding> = about(&findings)
                .iter()
                .filter_map(|at| verdicts.findings.get(*at))
                .filter(|finding| {
                    let grafted = finding.events.iter().any(|id| attacked.contains(&id.0));
                    episode.attack || !grafted
                })
                .collect();
            row.findings += those.len();
            for finding in &those {
                *row.rules.entry(finding.rule.clone()).or_default() += 1;
            }
            if let Some(heaviest) = those.iter().map(|finding| finding.severity).max() {
                row.found += 1;
                let (least, most) = row.severities.unwrap_or((heaviest, heaviest));
                row.severities = Some((least.min(heaviest), most.max(heaviest)));
            } else {
                row.explained += usize::from(!about(&explained).is_empty());
                if episode.attack {
                    let first = episode.events.first().map_or("", String::as_str);
                    let light = about(&explained);
                    let light: Vec<_> = light
                        .iter()
                        .filter_map(|at| verdicts.explained.get(*at))
                        .map(|found| {
                            format!("{}: {} {}", found.rule, found.explained.as_deref().unwrap_or(""), found.reason)
                        })
                        .collect();
                    self.missed.push(format!("seed {seed}: {} ({first}), explained as {light:?}", episode.class));
                }
            }
        }
        let mut false_count = 0;
        for finding in &verdicts.findings {
            if finding.events.iter().any(|id| attacked.contains(&id.0)) {
                continue;
            }
            false_count += 1;
            let classes: BTreeSet<&str> = stretch
                .episodes
                .iter()
                .filter(|episode| finding.events.iter().any(|id| episode.events.contains(&id.0)))
                .map(|episode| episode.class)
                .collect();
            self.false_ones.push(format!(
                "seed {seed}, {}: {classes:?} {} [{} +{:?}] {} — {}",
                finding.first_at.format("%m-%d %H:%M"),
                finding.severity.code(),
                finding.rule,
                finding.also,
                finding.title,
                finding.reason
            ));
        }
        self.stretches.push((seed, false_count, stretch.days));
    }

    /// Whether attacks were found, of every class, with at most one false finding a day in each stretch.
    ///
    /// The seeds are drawn anew in each run. One attack in fifty may be missed, all told, and is named in the table: chance
    /// may draw one that does nothing its victim does not do. Of 3,440 that were drawn while this was made, none was.
    pub(super) fn is_met(&self) -> bool {
        let attacks = || self.rows.values().filter(|row| row.attack);
        let episodes: usize = attacks().map(|row| row.episodes).sum();
        attacks().all(|row| row.found > 0)
            && self.missed.len() * 50 <= episodes
            && self.stretches.iter().all(|(_, count, days)| *count <= *days as usize)
    }

    /// Prints the table, and gives the text.
    #[expect(clippy::print_stderr, reason = "the table is what this test is for")]
    pub(super) fn print(&self, title: &str) -> String {
        let mut text = format!("\n{title}\n");
        let stretches: Vec<String> = self
            .stretches
            .iter()
            .map(|(seed, count, days)| format!("{seed} ({count} false findings in {days} days)"))
            .collect();
        line(&mut text, &format!("  seeds: {}", stretches.join(", ")));
        line(
            &mut text,
            &format!("  {:<30} {:>8} {:>6} {:>10}   severity, and what led", "class", "episodes", "found", "explained"),
        );
        for ((_, class), row) in &self.rows {
            let severities = match row.severities {
                Some((least, most)) if least == most => least.code().to_owned(),
                Some((least, most)) => format!("{} to {}", least.code(), most.code()),
                None => String::new(),
            };
            let mut rules: Vec<_> = row.rules.iter().collect();
            rules.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let rules: Vec<String> = rules.iter().take(3).map(|(rule, count)| format!("{rule} {count}")).collect();
            let kind = if row.attack { "attack " } else { "benign " };
            line(
                &mut text,
                &format!(
                    "  {kind}{class:<23} {:>8} {:>6} {:>10}   {severities:<18} {}",
                    row.episodes,
                    row.found,
                    row.explained,
                    rules.join(", ")
                ),
            );
        }
        for missed in &self.missed {
            line(&mut text, &format!("  missed: {missed}"));
        }
        for false_one in &self.false_ones {
            line(&mut text, &format!("  false: {false_one}"));
        }
        eprint!("{text}");
        text
    }
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("writing to a text never fails");
}

/// Which findings hold an event.
fn index(findings: &[Finding]) -> BTreeMap<&str, Vec<usize>> {
    let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        for id in &finding.events {
            all.entry(&id.0).or_default().push(at);
        }
    }
    all
}
