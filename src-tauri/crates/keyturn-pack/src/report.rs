//! The report: one HTML page that needs nothing beside it, for the screen and for paper.

use std::collections::BTreeMap;

use keyturn_domain::review::{Entry, Outcome, RemovalState, Verdict};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::contents::{Contents, Names, Reviewed};
use crate::controls::framework_name;
use crate::sheets::{outcome_words, removal_words, seed_words, time_words, verdict_words};

/// What a pack shows and what not, in a sentence each.
pub fn shows(names: Names) -> Vec<String> {
    let mut words = vec![
        "It shows that its files are those that were signed together: a changed, missing or added file is found.",
        "It shows who decided what on which item, in the order in which it was written down.",
        "It does not show who holds the signing key: the key was made by Keyturn on the machine of whoever wrote the \
         pack. Compare the public key with the one that they gave you another way.",
        "It does not show when it was written: the times are those of the machine's clock, and no outside time stamp \
         was taken.",
        "It does not show what Keyturn could not read: gaps and limits are listed under Coverage.",
        "No value of a secret was read to make it.",
    ];
    match names {
        Names::Full => {}
        Names::Short => words.push("The last parts of the names of secrets were left out."),
        Names::None => words.push("The names of secrets were left out: numbers stand in their place."),
    }
    if names != Names::Full {
        words.push(
            "With names left out, the frozen snapshot's hash and the hashes of the log as it is kept can be checked \
             only against the pack with full names.",
        );
    }
    words.into_iter().map(str::to_owned).collect()
}

/// What the template shows. Everything is text already.
#[derive(Serialize)]
struct View<'a> {
    name: &'a str,
    period: &'a str,
    id: &'a str,
    state: &'static str,
    opened: String,
    opened_by: &'a str,
    closed: Option<String>,
    due: String,
    cadence: String,
    frameworks: Vec<&'static str>,
    scope: Vec<Pair>,
    lead: &'a str,
    reviewers: Vec<ReviewerRow>,
    counts: Vec<Count>,
    open_anyway: Option<&'a str>,
    cells: u32,
    read: u32,
    oldest: Option<String>,
    gaps: Vec<GapRow<'a>>,
    limits: &'a [String],
    accounts: Vec<String>,
    regions: &'a [String],
    calls: &'a [String],
    written: String,
    written_by: &'a str,
    keyturn: &'a str,
    removals: Vec<RemovalRow>,
    delegations: Vec<String>,
    pace: Vec<Pair>,
    items: Vec<ItemRow<'a>>,
    sign_offs: Vec<SignOffRow<'a>>,
    controls: Vec<ControlRow<'a>>,
    snapshot: &'a str,
    log_entries: u64,
    log_head: &'a str,
    public_key: &'a str,
    shows: Vec<String>,
}

#[derive(Serialize)]
struct Pair {
    name: &'static str,
    words: String,
}

#[derive(Serialize)]
struct Count {
    words: String,
    items: usize,
}

#[derive(Serialize)]
struct ReviewerRow {
    name: String,
    items: usize,
    decided: usize,
}

#[derive(Serialize)]
struct GapRow<'a> {
    account: &'a str,
    name: Option<&'a str>,
    region: Option<&'a str>,
    what: &'a str,
    state: &'static str,
    read: Option<String>,
}

#[derive(Serialize)]
struct RemovalRow {
    number: Option<u32>,
    title: String,
    decision: &'static str,
    state: &'static str,
    class: &'static str,
    seen: Option<String>,
    words: String,
}

#[derive(Serialize)]
struct ItemRow<'a> {
    number: u32,
    kind: &'static str,
    subject: &'a str,
    path: &'a str,
    account: &'a str,
    account_name: Option<&'a str>,
    secrets: usize,
    questions: Vec<&'static str>,
    question: &'a str,
    last_read: Option<String>,
    reads: u32,
    outcome: String,
    class: &'static str,
    reopened: bool,
    decisions: Vec<DecisionRow<'a>>,
}

#[derive(Serialize)]
struct DecisionRow<'a> {
    decision: &'static str,
    by: &'a str,
    at: String,
    note: &'a str,
    bulk: u32,
}

#[derive(Serialize)]
struct SignOffRow<'a> {
    name: &'a str,
    role: &'static str,
    statement: &'a str,
    at: String,
}

#[derive(Serialize)]
struct ControlRow<'a> {
    framework: &'static str,
    control: &'a str,
    title: &'a str,
    evidence: &'a str,
    source: &'a str,
    checked: Option<String>,
}

/// The page.
pub(crate) fn report(contents: &Contents, public_key: &str) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_template("report.html", include_str!("report.html.j2"))?;
    // The template language takes the last line end away.
    Ok(environment.get_template("report.html")?.render(Serde(view(contents, public_key)))? + "\n")
}

fn view<'a>(contents: &'a Contents, public_key: &'a str) -> View<'a> {
    let campaign = &contents.campaign;
    View {
        name: &campaign.name,
        period: &campaign.period,
        id: campaign.id.as_str(),
        state: state(contents),
        opened: time_words(campaign.opened_at),
        opened_by: &campaign.opened_by,
        closed: campaign.closed_at.map(time_words),
        due: campaign.due_on.to_string(),
        cadence: format!("every {} months: {}", campaign.cadence_months, campaign.cadence_source),
        frameworks: campaign.frameworks.iter().map(|framework| framework_name(*framework)).collect(),
        scope: scope(contents),
        lead: &campaign.lead.name,
        reviewers: reviewers(contents),
        counts: counts(contents),
        open_anyway: campaign.open_anyway.as_deref(),
        cells: campaign.coverage.cells,
        read: campaign.coverage.read,
        oldest: campaign.coverage.oldest_at.map(time_words),
        gaps: campaign.coverage.gaps.iter().map(gap).collect(),
        limits: &campaign.coverage.limits,
        accounts: contents
            .made
            .accounts
            .iter()
            .map(|account| account.name.as_ref().map_or(account.id.clone(), |name| format!("{name} ({})", account.id)))
            .collect(),
        regions: &contents.made.regions,
        calls: &contents.made.calls,
        written: time_words(contents.made.written_at),
        written_by: &contents.made.written_by,
        keyturn: &contents.made.keyturn,
        removals: removals(contents),
        delegations: delegations(contents),
        pace: pace(contents),
        items: contents.items.iter().map(item).collect(),
        sign_offs: campaign
            .sign_offs
            .iter()
            .map(|one| SignOffRow {
                name: &one.name,
                role: one.role.code(),
                statement: &one.statement,
                at: time_words(one.at),
            })
            .collect(),
        controls: contents
            .controls
            .iter()
            .map(|row| ControlRow {
                framework: framework_name(row.framework),
                control: &row.control,
                title: &row.title,
                evidence: &row.evidence,
                source: &row.source,
                checked: row
                    .checked_on
                    .map(|on| format!("{on}, against {}", row.checked_against.as_deref().unwrap_or("the source"))),
            })
            .collect(),
        snapshot: &campaign.snapshot,
        log_entries: contents.head.entries,
        log_head: &contents.head.hash,
        public_key,
        shows: shows(contents.names),
    }
}

fn state(contents: &Contents) -> &'static str {
    match (contents.campaign.closed_at, contents.items.iter().any(|one| one.reopened)) {
        (None, _) => "open: this pack is of a review that is not finished",
        (Some(_), false) => "closed",
        (Some(_), true) => "closed, with items that drifted since and are open again",
    }
}

fn scope(contents: &Contents) -> Vec<Pair> {
    let scope = &contents.campaign.scope;
    let all = |list: Vec<String>| if list.is_empty() { "all".to_owned() } else { list.join(", ") };
    vec![
        Pair { name: "Accounts", words: all(scope.accounts.clone()) },
        Pair { name: "Regions", words: all(scope.regions.clone()) },
        Pair { name: "Paths", words: all(scope.paths.clone()) },
        Pair { name: "Tags", words: all(scope.tags.clone()) },
        Pair { name: "Kinds", words: all(scope.kinds.iter().map(|kind| kind.code().to_owned()).collect()) },
    ]
}

/// Who was to decide, with how many items are theirs and how many of these have an outcome.
fn reviewers(contents: &Contents) -> Vec<ReviewerRow> {
    let mut rows: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for reviewed in &contents.items {
        let row = rows.entry(&reviewed.item.reviewer).or_default();
        row.0 += 1;
        row.1 += usize::from(reviewed.outcome.is_decided());
    }
    rows.into_iter().map(|(name, (items, decided))| ReviewerRow { name: name.to_owned(), items, decided }).collect()
}

fn counts(contents: &Contents) -> Vec<Count> {
    let count = |fits: &dyn Fn(&Reviewed) -> bool| contents.items.iter().filter(|one| fits(one)).count();
    let of = |words: &str, items: usize| Count { words: words.to_owned(), items };
    let mut rows = vec![of("items", contents.items.len())];
    for verdict in [Verdict::Keep, Verdict::Reduce, Verdict::Revoke] {
        rows.push(of(verdict_words(verdict), count(&|one| one.outcome == Outcome::Stands(verdict))));
    }
    rows.push(of("undecided", count(&|one| matches!(one.outcome, Outcome::Undecided | Outcome::Reassigned(_)))));
    rows.push(of("can't decide", count(&|one| one.outcome == Outcome::CannotDecide)));
    rows.push(of("reviewers differ", count(&|one| one.outcome == Outcome::Differs)));
    rows.push(of("open again after the close", count(&|one| one.reopened)));
    rows
}

fn gap(gap: &keyturn_domain::review::Gap) -> GapRow<'_> {
    GapRow {
        account: &gap.account,
        name: gap.account_name.as_deref(),
        region: gap.region.as_deref(),
        what: &gap.what,
        state: gap.state.code(),
        read: gap.read_at.map(time_words),
    }
}

fn removals(contents: &Contents) -> Vec<RemovalRow> {
    let titles: BTreeMap<&str, (u32, String)> = contents
        .items
        .iter()
        .map(|reviewed| (reviewed.item.id.as_str(), (reviewed.item.number, reviewed.item.title())))
        .collect();
    contents
        .removals
        .iter()
        .map(|removal| {
            let title = titles.get(removal.item.as_str());
            RemovalRow {
                number: title.map(|(number, _)| *number),
                title: title.map_or_else(|| removal.item.as_str().to_owned(), |(_, title)| title.clone()),
                decision: verdict_words(removal.verdict),
                state: removal_words(removal.state),
                class: match removal.state {
                    RemovalState::Removed => "ok",
                    RemovalState::StillThere => "late",
                    RemovalState::NextSync | RemovalState::Changed => "soon",
                },
                seen: removal.seen_at.map(time_words),
                words: removal.words.clone(),
            }
        })
        .collect()
}

fn delegations(contents: &Contents) -> Vec<String> {
    contents
        .log
        .iter()
        .filter_map(|entry| match &entry.entry {
            Entry::Delegated(one) => Some(format!(
                "{} to {}, until {}, for {}: {}",
                one.from,
                one.to.name,
                one.until,
                if one.paths.is_empty() { "all of theirs".to_owned() } else { one.paths.join(", ") },
                one.reason
            )),
            _ => None,
        })
        .collect()
}

fn pace(contents: &Contents) -> Vec<Pair> {
    let pace = &contents.pace;
    vec![
        Pair {
            name: "Median time for one decision",
            words: pace.median_seconds.map_or_else(|| "not known".to_owned(), |seconds| format!("{seconds} s")),
        },
        Pair { name: "Decisions under two seconds", words: pace.under_two_seconds.to_string() },
        Pair { name: "Largest number decided at once", words: pace.largest_bulk.to_string() },
        Pair { name: "Items decided with others at once", words: pace.in_bulk.to_string() },
    ]
}

fn item(reviewed: &Reviewed) -> ItemRow<'_> {
    let item = &reviewed.item;
    ItemRow {
        number: item.number,
        kind: item.kind.code(),
        subject: &item.subject,
        path: &item.path,
        account: &item.account,
        account_name: item.account_name.as_deref(),
        secrets: item.members.len(),
        questions: item.seeds.iter().map(|seed| seed_words(*seed)).collect(),
        question: &item.grounds.question,
        last_read: item.grounds.usage.last_at.map(|at| at.date_naive().to_string()),
        reads: item.grounds.usage.reads,
        outcome: outcome_words(&reviewed.outcome),
        class: match reviewed.outcome {
            Outcome::Stands(Verdict::Keep) => "ok",
            Outcome::Stands(_) => "soon",
            _ => "late",
        },
        reopened: reviewed.reopened,
        decisions: reviewed
            .decisions
            .iter()
            .filter(|taken| taken.stands)
            .map(|taken| DecisionRow {
                decision: verdict_words(taken.decided.verdict),
                by: &taken.decided.by,
                at: time_words(taken.at),
                note: &taken.decided.note,
                bulk: taken.decided.bulk,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests;
