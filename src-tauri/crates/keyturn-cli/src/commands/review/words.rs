//! A review as words for a terminal.

use keyturn_api::contract::review_items::{ReviewDecided, ReviewItemReply, ReviewItemsReply};
use keyturn_api::contract::review_pack::{
    PackDiffReply, PackDifference, PackReply, ReviewFileReply, TakeInReply, VerifyReply,
};
use keyturn_api::contract::reviews::{
    CampaignSummary, ReviewCoverage, ReviewKindCount, ReviewPreview, ReviewProgress, ReviewReply, ReviewsReply,
};

use crate::output::Output;

pub(super) fn campaigns(output: Output, reply: &ReviewsReply) {
    if reply.campaigns.is_empty() {
        output.aside("No campaign yet. Begin one: keyturn review open --example > review.toml");
        return;
    }
    let row = |one: &CampaignSummary| {
        vec![
            one.id.clone(),
            one.name.clone(),
            one.state.clone(),
            format!("{} %", percent(&one.progress)),
            one.due_on.to_string(),
            one.opened_by.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = reply.campaigns.iter().map(row).collect();
    output.table(&["ID", "NAME", "STATE", "DONE", "DUE", "OPENED BY"], &rows);
    if let Some(next) = reply.next_on {
        output.aside(&format!("The next is due on {next}."));
    }
}

fn percent(progress: &ReviewProgress) -> u32 {
    (progress.decided * 100).checked_div(progress.items).unwrap_or(100)
}

fn counted(progress: &ReviewProgress) -> String {
    format!(
        "{} of {} items decided: keep {}, reduce {}, revoke {}; {} cannot be decided yet, {} differ",
        progress.decided,
        progress.items,
        progress.keep,
        progress.reduce,
        progress.revoke,
        progress.cannot_decide,
        progress.differs
    )
}

fn counts(counts: &[ReviewKindCount]) -> String {
    let of: Vec<String> = counts.iter().map(|one| format!("{} {}", one.code.replace('_', " "), one.items)).collect();
    of.join(", ")
}

fn coverage(output: Output, coverage: &ReviewCoverage) {
    output.line(&format!("  coverage    {} of {} cells read", coverage.read, coverage.cells));
    for gap in &coverage.gaps {
        output.line(&format!("              {}", gap.words));
    }
    for limit in &coverage.limits {
        output.line(&format!("              {limit}"));
    }
}

pub(super) fn preview(output: Output, reply: &ReviewPreview) {
    let of = &reply.progress;
    output.line(&format!("{} items: {} principals, {} secrets", of.items, of.principals, of.secrets));
    output.line(&format!("  kinds       {}", counts(&reply.kinds)));
    output.line(&format!("  questions   {}", counts(&reply.seeds)));
    output.line(&format!("  reviewers   {}", counts(&reply.reviewers)));
    coverage(output, &reply.coverage);
    for fault in &reply.faults {
        output.complain(fault);
    }
}

pub(super) fn campaign(output: Output, reply: &ReviewReply) {
    let of = &reply.campaign;
    output.line(&format!("{} ({})", of.name, of.id));
    output.line(&format!("  state       {}, opened by {} on {}", of.state, of.opened_by, of.opened_at.date_naive()));
    output.line(&format!("  due         {}, {} days left", of.due_on, reply.days_left));
    output.line(&format!("  progress    {}", counted(&of.progress)));
    output.line(&format!("  tabs        {}", counts(&reply.tabs)));
    coverage(output, &reply.coverage);
    if let Some(why) = &reply.open_anyway {
        output.line(&format!("  opened anyway: {why}"));
    }
    let rows: Vec<Vec<String>> = reply
        .reviewers
        .iter()
        .map(|one| {
            let left = one.progress.items - one.progress.decided.min(one.progress.items);
            vec![
                format!("  {}", one.reviewer.name),
                if one.lead { "lead" } else { "" }.to_owned(),
                format!("{left} left"),
                if one.late { "late" } else { "" }.to_owned(),
                one.taken_in_at.map_or_else(String::new, |at| format!("packet taken in on {}", at.date_naive())),
            ]
        })
        .collect();
    output.table(&["  REVIEWER", "", "", "", ""], &rows);
    if !reply.removals.is_empty() {
        let rows: Vec<Vec<String>> = reply
            .removals
            .iter()
            .map(|one| vec![format!("  {}", one.title), one.state.replace('_', " "), one.words.clone()])
            .collect();
        output.table(&["  TO GO", "STATE", ""], &rows);
    }
    for why in &reply.blocked {
        output.aside(why);
    }
    for one in &reply.signatures {
        output.line(&format!(
            "  signed      {} ({}) on {}: {}",
            one.name,
            one.role,
            one.at.date_naive(),
            one.statement
        ));
    }
}

pub(super) fn items(output: Output, reply: &ReviewItemsReply) {
    let rows: Vec<Vec<String>> = reply
        .items
        .iter()
        .map(|one| {
            vec![
                one.id.clone(),
                one.kind.clone(),
                one.subject.clone(),
                one.path.clone(),
                one.account_name.clone().unwrap_or_else(|| one.account.clone()),
                one.secrets.to_string(),
                one.state.replace('_', " "),
                one.suggestion.clone().unwrap_or_else(|| "–".to_owned()),
                one.reviewer.clone(),
            ]
        })
        .collect();
    output.table(&["ID", "KIND", "WHO", "PATH", "ACCOUNT", "SECRETS", "STATE", "SUGGESTED", "REVIEWER"], &rows);
    output.aside(&format!("{} of {}", reply.items.len(), reply.total));
}

pub(super) fn item(output: Output, reply: &ReviewItemReply) {
    output.line(&format!("{} ({})", reply.question, reply.item.id));
    let mut lines = vec![("state", reply.item.state.replace('_', " ")), ("reviewer", reply.item.reviewer.clone())];
    lines.extend(reply.nature.as_ref().map(|nature| ("nature", nature.replace('_', " "))));
    if !reply.people.is_empty() {
        lines.push(("people", reply.people.join(", ")));
    }
    if !reply.marks.is_empty() {
        lines.push(("marks", reply.marks.join(", ").replace('_', " ")));
    }
    lines.extend(reply.conditions.iter().map(|condition| ("condition", condition.clone())));
    lines.extend(reply.why.iter().map(|why| {
        let statement = why.statement.as_ref().map_or_else(String::new, |of| format!(", statement {of}"));
        ("why", format!("{}{statement} ({} secrets)", why.place, why.secrets))
    }));
    lines.push(("reads", format!("{} in 90 days. {}", reply.usage.reads, reply.usage.words)));
    lines.extend(reply.changes.iter().map(|change| ("changed", change.clone())));
    lines.extend(reply.last_decision.as_ref().map(|last| {
        ("last time", format!("{} by {} in {}: {}", last.decision.replace('_', " "), last.by, last.campaign, last.note))
    }));
    lines.extend(reply.suggestion.as_ref().map(|of| ("suggested", format!("{}: {}", of.decision, of.reason))));
    lines.extend(reply.blocked.as_ref().map(|why| ("blocked", why.clone())));
    for (name, text) in lines {
        output.line(&format!("  {name:<11} {text}"));
    }
    let rows: Vec<Vec<String>> = reply
        .members
        .iter()
        .map(|of| {
            let last = of.last_read_at.map_or_else(|| "–".to_owned(), |at| at.date_naive().to_string());
            vec![format!("  {}", of.name), of.state.clone(), of.reads.to_string(), last, of.words.clone()]
        })
        .collect();
    output.table(&["  SECRET", "", "READS", "LAST", ""], &rows);
    if reply.left_out_count > 0 {
        output.line(&format!(
            "  but not {} others under the path: {}{}",
            reply.left_out_count,
            reply.left_out.join(", "),
            if reply.left_out.len() < reply.left_out_count as usize { " …" } else { "" }
        ));
    }
    if reply.others_count > 0 {
        output.line(&format!("  and {} more under the path fall to other reviewers", reply.others_count));
    }
    for one in &reply.decisions {
        let stands = if one.stands { "" } else { " (no longer stands)" };
        output.line(&format!("  {} {} by {} at {}{stands}: {}", one.sequence, one.decision, one.by, one.at, one.note));
    }
}

pub(super) fn decided(output: Output, reply: &ReviewDecided) {
    output.line(&format!("{} decided.", reply.decided));
    for refused in &reply.refused {
        output.complain(&format!("{}: {}", refused.item, refused.why));
    }
    if let Some(undo) = reply.undo {
        output.aside(&format!("To take it back: keyturn review undo --decision {undo}"));
    }
}

pub(super) fn undone(output: Output, reply: &ReviewDecided) {
    output.line(&format!("{} taken back.", reply.items.len()));
}

pub(super) fn file(output: Output, reply: &ReviewFileReply) {
    output.line(&format!("Written: {} ({} items)", reply.path, reply.items));
    output.line(&format!("SHA-256 {}", reply.sha256));
}

pub(super) fn taken_in(output: Output, reply: &TakeInReply, preview: bool) {
    let what = if reply.what == "part" { "a part to review" } else { "decisions" };
    output.line(&format!(
        "{}: {what} of {}, {} items, {} new decisions",
        reply.name, reply.reviewer, reply.items, reply.decisions
    ));
    if reply.differs > 0 {
        output
            .line(&format!("{} items were decided otherwise by somebody else: the lead decides them.", reply.differs));
    }
    match (preview, &reply.review) {
        (true, _) => output.aside("Only shown: nothing was changed."),
        (false, None) => output.line("It was taken in before: nothing was changed."),
        (false, Some(_)) => {}
    }
}

pub(super) fn pack(output: Output, reply: &PackReply) {
    output.line(&format!("Written: {}", reply.path));
    let rows: Vec<Vec<String>> =
        reply.files.iter().map(|of| vec![of.name.clone(), of.bytes.to_string(), of.sha256.clone()]).collect();
    output.table(&["FILE", "BYTES", "SHA-256"], &rows);
    output.line(&format!("Public key: {}", reply.public_key));
    for line in &reply.shows {
        output.aside(line);
    }
}

pub(super) fn verified(output: Output, reply: &VerifyReply) {
    for check in &reply.checks {
        output.line(&format!("{} {}: {}", if check.holds { "holds " } else { "BROKEN" }, check.name, check.words));
    }
    let what = reply.campaign.clone().unwrap_or_else(|| reply.path.clone());
    output.line(&if reply.holds { format!("{what}: everything holds.") } else { format!("{what}: does NOT hold.") });
    if let Some(key) = &reply.public_key {
        output.line(&format!("Signed with {key}"));
    }
    for line in &reply.shows {
        output.aside(line);
    }
}

pub(super) fn differences(output: Output, reply: &PackDiffReply) {
    output.aside(&format!("{} → {}", reply.before, reply.after));
    let mut rows = Vec::new();
    for (sign, of) in [("+", &reply.added), ("-", &reply.removed), ("~", &reply.changed)] {
        rows.extend(of.iter().map(|one: &PackDifference| vec![sign.to_owned(), one.title.clone(), one.words.clone()]));
    }
    if rows.is_empty() {
        output.line("The two packs say the same.");
    } else {
        output.table(&["", "WHAT", ""], &rows);
    }
}
