//! Pages, pins and differences of the good runbook, and of everything that is shipped.

use std::path::Path;

use keyturn_runbook::catalogue::{Folder, SourceFile, load};
use keyturn_runbook::difference::{Change, Part, StepChange, difference};
use keyturn_runbook::fill::Values;
use keyturn_runbook::page::{html, markdown};
use keyturn_runbook::pin::{content_sha256, pin};
use keyturn_runbook::runbook::Runbook;

use crate::support;

const GOOD: &str = include_str!("lint_files/good.md");

fn good(edits: &[(&str, &str)]) -> Runbook {
    let mut files = support::files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/lint_files"));
    for (path, bytes) in &mut files {
        if path == "good.md" {
            *bytes = edits.iter().fold(GOOD.to_owned(), |text, (from, to)| text.replacen(from, to, 1)).into_bytes();
        }
    }
    support::catalogue("r", &files).runbooks["good"].runbook.clone()
}

#[test]
fn a_page_reads_well_without_values() {
    insta::assert_snapshot!(markdown(&good(&[]), None));
    insta::assert_snapshot!("page_html", html(&good(&[]), None));
}

#[test]
fn hostile_values_stay_words_on_a_page() {
    let text = [("A good runbook.", "Owned by {{secret.owner}}, on {{secret.name}}.")];
    let owner =
        "<script>alert(1)</script> [a](https://example.com) ![b](https://example.com/b) `x` **y**\n# z \u{202e}";
    let values: Values = [("secret.owner".to_owned(), owner.to_owned())].into();
    let page = html(&good(&text), Some(&values));
    let shown = "Owned by &lt;script&gt;alert(1)&lt;/script&gt; [a](https://example.com) ![b](https://example.com/b) `x` \
                 **y** # z ⟨U+202E⟩, on ‹secret.name: not known›.";
    assert!(page.contains(shown), "{page}");
}

#[test]
fn html_of_a_file_is_not_let_through() {
    let page =
        html(&good(&[("A good runbook.", "A <img src=x onerror=alert(1)> [b](javascript:alert(1)) runbook.")]), None);
    assert!(!page.contains("<img") && !page.contains("javascript:"), "{page}");
}

#[test]
fn every_shipped_runbook_becomes_a_page() {
    for (id, entry) in support::shipped().runbooks {
        let page = html(&entry.runbook, None);
        let steps = entry.runbook.steps().count();
        assert_eq!(page.matches("<h3>").count(), steps, "{id}");
        assert_eq!(page.matches("<strong>Done when:</strong>").count(), steps, "{id}");
    }
}

#[test]
fn a_pin_is_read_back_and_knows_a_change() {
    for entry in support::shipped().runbooks.values() {
        let pinned = pin(&entry.runbook, &entry.document);
        let read: Runbook = serde_json::from_str(&pinned.json).expect("a pinned runbook can be read");
        assert_eq!(serde_json::to_value(&read).expect("JSON"), serde_json::to_value(&entry.runbook).expect("JSON"));
        assert_eq!(content_sha256(&read), content_sha256(&entry.runbook));
        assert!(!pinned.json.contains("runbooks/"), "places in files are no part of a runbook");
    }
    assert_ne!(content_sha256(&good(&[])), content_sha256(&good(&[("5m", "6m")])));
    assert_eq!(content_sha256(&good(&[])), content_sha256(&good(&[("2026-11-01", "2026-11-02")])));
}

#[test]
fn versions_differ_step_by_step() {
    let check = |edits: &[(&str, &str)], expect: &[(&str, Change)]| {
        let found = difference(&good(&[]), &good(edits));
        let found: Vec<(&str, &Change)> =
            found.iter().map(|StepChange { id, change, .. }| (id.as_str(), change)).collect();
        assert_eq!(found, expect.iter().map(|(id, change)| (*id, change)).collect::<Vec<_>>(), "{edits:?}");
    };
    let changed = |parts: &[Part]| Change::Changed(parts.to_vec());
    check(&[], &[]);
    check(&[("A good runbook.", "A better one.\n\nMuch.")], &[]);
    check(&[("budget = \"4m\"", "budget = \"3m\"")], &[("revoke", changed(&[Part::Budget]))]);
    check(&[("describe-secret", "list-secret-version-ids")], &[("reach", changed(&[Part::Snippets]))]);
    check(
        &[("### Revoke it", "### Revoke"), ("is refused", "was refused")],
        &[("revoke", changed(&[Part::Title, Part::Verify]))],
    );
    check(&[("id = \"look\"", "id = \"search\"")], &[("search", Change::Added), ("look", Change::Removed)]);
    let moved = [("id = \"look\"", "id = \"x\""), ("id = \"wait\"", "id = \"look\""), ("id = \"x\"", "id = \"wait\"")];
    let found = difference(&good(&[]), &good(&moved));
    let orders =
        found.iter().filter(|one| matches!(&one.change, Change::Changed(parts) if parts.contains(&Part::Order)));
    assert_eq!(orders.map(|one| one.id.as_str()).collect::<Vec<_>>(), ["wait", "look", "watch"]);
    check(&[("steps = [\"shared.watch\"]\n", "")], &[("watch", Change::Removed)]);
}

#[test]
fn a_teams_runbook_replaces_the_shipped_one_visibly() {
    let shared = include_bytes!("lint_files/_shared.md");
    let newer = GOOD.replace("1.0.0", "2.0.0");
    let wrong = GOOD.replace("A good runbook.", "Another file with the same id.");
    let file = |path, bytes| SourceFile { path, bytes };
    let shipped = vec![file("_shared.md", shared.as_slice()), file("good.md", GOOD.as_bytes())];
    let team =
        vec![file("good.md", newer.as_bytes()), file("a-copy.md", wrong.as_bytes()), file("README.md", b"words")];
    let catalogue = load(&[Folder { name: "shipped", files: shipped }, Folder { name: "team", files: team }]);
    let entry = &catalogue.runbooks["good"];
    assert_eq!((entry.folder.as_str(), entry.runbook.head.version.to_string().as_str()), ("team", "2.0.0"));
    let replaced = entry.replaces.as_ref().map(|(folder, version)| format!("{folder} {version}"));
    assert_eq!(replaced.as_deref(), Some("shipped 1.0.0"));
    assert_eq!(catalogue.findings.len(), 1, "{:?}", catalogue.findings);
}
