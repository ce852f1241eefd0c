//! A runbook as a page: what a person reads, prints, or opens when Keyturn is down.

use crate::fill::{Values, fill, fill_markdown};
use crate::markdown::options;
use crate::runbook::{Runbook, Snippet, Step};
use crate::words::{Act, Risk, Since};

/// A page in Markdown. Without values the placeholders stay as they are written.
pub fn markdown(runbook: &Runbook, values: Option<&Values>) -> String {
    let mut page = Page { text: String::new(), values };
    let head = &runbook.head;
    page.block(&format!("# {}", line(&runbook.title)));
    let severity = head.severity.map_or_else(String::new, |severity| format!(" · opens as {severity}"));
    page.block(&format!(
        "`{}` {} · {}{severity} · owner: {} · {}",
        head.id,
        head.version,
        head.kind,
        line(&head.owner),
        head.reviewed.map_or_else(|| "never reviewed".to_owned(), |reviewed| format!("reviewed {reviewed}"))
    ));
    page.prose(&runbook.introduction);
    page.list("Starts when", head.triggers.iter().map(|trigger| line(trigger)));
    page.list("Asked at the start", head.inputs.iter().map(|input| with_options(&line(&input.prompt), &input.options)));
    for (number, phase) in runbook.phases.iter().enumerate() {
        page.block(&format!("## {}. {}", number + 1, line(&phase.title)));
        let within = phase.budget.map(|budget| match phase.since {
            Since::Detected => format!("Within {budget} of detection. "),
            Since::Phase => format!("Within {budget} of the phase before. "),
            Since::Start => format!("Within {budget} of the start. "),
        });
        page.block(&format!("{}{}", within.unwrap_or_default(), line(&phase.goal)));
        page.prose(&phase.prose);
        for (step_number, step) in phase.steps.iter().enumerate() {
            page.step(&format!("{}.{}", number + 1, step_number + 1), step);
        }
    }
    page.list("Read on", head.references.iter().map(|link| format!("<{link}>")));
    page.text
}

/// A page in HTML of its own: no scripts, nothing remote, fit to print. Raw HTML of a file is not let through.
pub fn html(runbook: &Runbook, values: Option<&Values>) -> String {
    let body = comrak::markdown_to_html(&markdown(runbook, values), &options());
    let title = runbook.title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// Readable in a browser and on paper.
const STYLE: &str = "body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem }\n\
                     h2 { margin-top: 2.5rem; border-top: 1px solid #ccc; padding-top: 1rem }\n\
                     h3 { margin-top: 2rem; break-after: avoid }\n\
                     pre { background: #f4f4f4; padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; \
                     break-inside: avoid }\n\
                     code { font: .875em ui-monospace, monospace }\n";

struct Page<'v> {
    text: String,
    values: Option<&'v Values>,
}

impl Page<'_> {
    fn step(&mut self, number: &str, step: &Step) {
        self.block(&format!("### {number} {}", line(&step.title)));
        let mut who = vec![format!("**{}**", step.role)];
        who.extend(step.budget.map(|budget| format!("takes {budget}")));
        who.extend(step.due.map(|due| format!("due {due} after detection")));
        who.extend(step.timer.as_ref().map(|timer| format!("wait {timer}")));
        who.extend(step.two_person.then(|| "a second person confirms".to_owned()));
        if !step.needs.is_empty() {
            who.push(format!("after {}", step.needs.join(", ")));
        }
        self.block(&who.join(" · "));
        if let Some(when) = &step.when {
            self.block(&format!("Only when `{when}`. If nobody can tell, do it."));
        }
        self.prose(&step.prose);
        for snippet in &step.snippets {
            self.snippet(snippet);
        }
        if step.act == Act::Decision {
            self.list(
                "Choose",
                step.choices.iter().map(|choice| format!("{} (`{}`)", line(&choice.label), choice.value)),
            );
        }
        let prompts = step.evidence.iter();
        self.list("Record", prompts.map(|one| format!("[ ] {}", with_options(&line(&one.prompt), &one.options))));
        self.prose(&format!("**Done when:** {}", line(&step.verify)));
    }

    fn snippet(&mut self, snippet: &Snippet) {
        let code = self.values.map_or_else(|| snippet.code.clone(), |values| fill(snippet, values).text);
        let says = match snippet.risk {
            Risk::ReadOnly => "Reads only:",
            Risk::Write => "Changes something:",
            Risk::Danger => "**Dangerous. Read it twice:**",
        };
        self.block(says);
        let longest = code.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        self.block(&format!("{fence}{}\n{}\n{fence}", snippet.language, code.trim_end()));
    }

    fn list(&mut self, title: &str, entries: impl Iterator<Item = String>) {
        let mut list = String::new();
        for entry in entries {
            let entry = self.filled(&entry);
            list.push_str("\n- ");
            list.push_str(&entry);
        }
        if !list.is_empty() {
            self.block(&format!("{title}:\n{list}"));
        }
    }

    fn prose(&mut self, text: &str) {
        let text = self.filled(text);
        self.block(&text);
    }

    fn filled(&self, text: &str) -> String {
        self.values.map_or_else(|| text.to_owned(), |values| fill_markdown(text, values))
    }

    fn block(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.text.push_str(if self.text.is_empty() { "" } else { "\n" });
            self.text.push_str(text);
            self.text.push('\n');
        }
    }
}

fn with_options(prompt: &str, options: &[String]) -> String {
    if options.is_empty() { prompt.to_owned() } else { format!("{prompt} ({})", options.join(" / ")) }
}

/// One line of a text.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
