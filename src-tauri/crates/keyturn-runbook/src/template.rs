//! A new runbook to begin with: it lints without an error, and says what to replace.

use chrono::NaiveDate;

use crate::words::RunbookKind;

/// The text of a new runbook. `id` is the file's name without `.md`; an empty title becomes the id in words.
pub fn template(kind: RunbookKind, id: &str, title: &str, owner: &str, today: NaiveDate) -> String {
    let quoted =
        |text: &str| serde_json::Value::String(text.split_whitespace().collect::<Vec<_>>().join(" ")).to_string();
    let words = id.replace('-', " ");
    let title = if title.trim().is_empty() { words.as_str() } else { title.trim() };
    let (id, owner) = (quoted(id), quoted(owner));
    let incident = if kind == RunbookKind::Incident {
        "severity = \"SEV-2\"\ntriggers = [\"What somebody sees or hears that starts this runbook\"]\n"
    } else {
        ""
    };
    let budget = if kind == RunbookKind::Incident { "budget = \"15m\"" } else { "budget = \"1d\"\nfrom = \"start\"" };
    let phase = if kind == RunbookKind::Library {
        String::new()
    } else {
        format!("```toml phase\nid = \"first\"\n{budget}\ngoal = \"What holds at the end of this phase.\"\n```\n\n")
    };
    format!(
        "# {title}\n\n\
         ```toml runbook\nschema = 1\nid = {id}\nversion = \"0.1.0\"\nkind = \"{kind}\"\n{incident}status = \"draft\"\n\
         owner = {owner}\nreviewed = {today}\nreview_every = \"180d\"\napplies_to = [\"*\"]\n```\n\n\
         When to use this runbook, and what matters most, in two or three sentences.\n\n\
         ## First phase\n\n{phase}\
         ### What is done first\n\n\
         ```toml step\nid = \"first-step\"\nrole = \"responder\"\nbudget = \"5m\"\n\
         evidence = [\"text:done:What was done\"]\nverify = \"How one knows that it worked.\"\n```\n\n\
         What to do, and why.\n"
    )
}
