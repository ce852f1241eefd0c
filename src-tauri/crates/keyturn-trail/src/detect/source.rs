//! From where and with what: networks, agents, sessions that travel.

use std::collections::BTreeSet;

use super::case::{Case, Hit, hit, odd};
use super::mark::Mark;

/// Networks that are new to this reader.
pub(crate) fn new_network(case: &Case<'_, '_>) -> Option<Hit> {
    let worst = case.marks.iter().map(|mark| mark.network_weight).max().filter(|weight| *weight > 0)?;
    let networks: BTreeSet<&str> =
        case.marks.iter().filter(|m| m.network_weight == worst).map(|m| m.network.as_str()).collect();
    let now = networks.into_iter().take(3).collect::<Vec<_>>().join(", ");
    let base = case.reader.base;
    let usual: Vec<String> = {
        let mut all: Vec<_> = base.networks.iter().collect();
        all.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        all.iter().take(3).map(|(network, days)| format!("{network} ({days} days)")).collect()
    };
    let mut found = hit(
        "new-network",
        worst,
        format!("came from {now}, which it used on none of its {} other days", base.days.len()),
    );
    found.compared = odd("From", usual.join(", "), now);
    Some(found)
}

/// Programs that are new to this reader.
pub(crate) fn new_agent(case: &Case<'_, '_>) -> Option<Hit> {
    let agents: BTreeSet<&str> =
        case.marks.iter().filter(|mark| mark.new_agent).map(|mark| mark.agent.0.as_str()).collect();
    let first = agents.first()?;
    let base = case.reader.base;
    let tool = |agent: &str| agent.split('/').next().unwrap_or(agent).to_lowercase();
    let same_tool = agents.iter().all(|agent| base.agents.keys().any(|known| tool(known) == tool(agent)));
    let steady = base.agents.len() <= 2 && !case.reader.human;
    let weight = if !same_tool && steady { 2 } else { u32::from(!same_tool) };
    if weight == 0 {
        return None;
    }
    let now: String = first.chars().take(60).collect();
    let usual: Vec<&str> = base.agents.keys().take(3).copied().collect();
    let mut found = hit("new-agent", weight, format!("used {now}, which it never used"));
    found.compared = odd("Agent", usual.join(", "), now);
    Some(found)
}

/// A session in two places.
pub(crate) fn elsewhere(case: &Case<'_, '_>) -> Option<Hit> {
    let mark = case.marks.iter().find(|mark| mark.elsewhere)?;
    let session: String = mark.by.session.as_deref().unwrap_or("one credential").chars().take(60).collect();
    let weight = if case.reader.base.days.is_empty() { 3 } else { 4 };
    let networks: BTreeSet<&str> = case.marks.iter().filter(|mark| mark.elsewhere).map(Mark::network_said).collect();
    let now = networks.into_iter().take(3).collect::<Vec<_>>().join(", ");
    Some(hit(
        "elsewhere",
        weight,
        format!("the credential of session {session} was used from {now}, away from where the workload runs"),
    ))
}

impl Mark<'_> {
    fn network_said(&self) -> &str {
        &self.network
    }
}
