//! What must hold for any bytes as a runbook: nothing panics, what is refused says where, what was read can be resolved,
//! linted, shown, pinned and exported, and no value leaves its quotes. Used by the fuzzer, and by an ordinary test over
//! the kept corpus.

use chrono::NaiveDate;
use keyturn_runbook::cacao::cacao_json;
use keyturn_runbook::catalogue::{Folder, SourceFile, load};
use keyturn_runbook::fill::{Values, fill};
use keyturn_runbook::lint::{Surroundings, lint};
use keyturn_runbook::page::html;
use keyturn_runbook::pin::pin;
use keyturn_runbook::runbook::Runbook;
use keyturn_runbook::words::Language;

/// Reads the bytes as a runbook, and their last line as a value of everything that its snippets name.
pub(crate) fn check(bytes: &[u8]) {
    let files = vec![SourceFile { path: "good.md", bytes }];
    let catalogue = load(&[Folder { name: "r", files }]);
    let findings = lint(&catalogue, Surroundings { today: NaiveDate::default(), detections: &[] });
    let lines = bytes.split(|byte| *byte == b'\n').count() + 1;
    for finding in &findings {
        assert!(finding.at.line >= 1 && finding.at.line <= lines && finding.at.column >= 1, "{finding}");
    }
    let read = catalogue.runbooks.len() + catalogue.libraries.len();
    assert!(read > 0 || !findings.is_empty(), "what is not read is told");
    let value = String::from_utf8_lossy(bytes.rsplit(|byte| *byte == b'\n').next().unwrap_or_default()).into_owned();
    for entry in catalogue.runbooks.values() {
        let pinned = pin(&entry.runbook, &entry.document);
        assert!(serde_json::from_str::<Runbook>(&pinned.json).is_ok(), "what is pinned can be read");
        assert!(serde_json::from_str::<serde_json::Value>(&cacao_json(&entry.runbook)).is_ok(), "an export is JSON");
        let page = html(&entry.runbook, None);
        assert!(!page.contains("<script"), "nothing of a file becomes a script");
        for (_, step) in entry.runbook.steps() {
            for snippet in &step.snippets {
                let names = keyturn_runbook::fill::contexts(snippet.language, &snippet.code);
                let mut values: Values = names.iter().map(|hole| (hole.name.to_owned(), value.clone())).collect();
                values.insert("aws.profile".into(), value.clone());
                values.insert("region".into(), "eu-west-1".into());
                let filled = fill(snippet, &values);
                if snippet.language == Language::Sh
                    && snippet.code.matches(['\'', '"', '`', '#', '\\', '<', '$']).count() == 0
                {
                    assert_eq!(outside_quotes(&filled.text), None, "{}\n{}", snippet.code, filled.text);
                }
            }
        }
    }
}

/// A character of the shell that a value brought outside quotes, in a text whose author wrote none.
fn outside_quotes(text: &str) -> Option<char> {
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => quoted = !quoted,
            // What stands between quoted parts is an escaped quote.
            '\\' if !quoted && letters.peek() == Some(&'\'') => drop(letters.next()),
            '$' | '`' | '"' | '\\' if !quoted => return Some(letter),
            _ => {}
        }
    }
    quoted.then_some('\'')
}
