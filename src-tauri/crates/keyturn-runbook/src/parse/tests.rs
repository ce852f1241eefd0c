//! Reading files: places, damaged files, and any bytes.

use proptest::prelude::*;

use super::{LONGEST_LINE, id_of_file, is_kebab, parse};
use crate::document::Document;
use crate::finding::Rule;

const GOOD: &str = include_str!("../../tests/it/lint_files/good.md");

fn good() -> Document {
    parse("good.md", GOOD.as_bytes()).document.expect("the good runbook")
}

#[test]
fn what_is_written_is_read_with_its_places() {
    let document = good();
    let phases: Vec<(&str, Vec<&str>)> = document
        .phases
        .iter()
        .map(|phase| (phase.id.as_str(), phase.steps.iter().map(|step| step.id.as_str()).collect()))
        .collect();
    assert_eq!(phases, [("contain", vec!["open", "reach", "revoke"]), ("improve", vec!["look", "wait"])]);
    let reach = &document.phases[0].steps[1];
    let place = |key: &str| reach.places.of(key).to_string();
    let line = |text: &str| GOOD.lines().position(|line| line == text).expect("a line") + 1;
    assert_eq!(place("role"), format!("good.md:{}:1", line("id = \"reach\"") + 1));
    // What is absent is told at the heading.
    assert_eq!(place("due"), format!("good.md:{}:1", line("### Where did it get to")));
    assert_eq!(reach.snippets[0].at.line, line("```sh ro") + 1);
}

#[test]
fn the_name_of_a_file_tells_the_id() {
    let check = |file: &str, id: &str| assert_eq!(id_of_file(file), id);
    check("runbooks/secret-in-git.md", "secret-in-git");
    check("_common.md", "common");
    check("C:\\runbooks\\drill.md", "drill");
    for good in ["a", "a-b", "a1-2b"] {
        assert!(is_kebab(good), "{good}");
    }
    for bad in ["", "A", "a_b", "-a", "a-", "a--b", "1a", "a b", "ä", &"a".repeat(65)] {
        assert!(!is_kebab(bad), "{bad}");
    }
}

/// Pieces of runbooks, which random letters seldom meet.
fn pieces() -> impl Strategy<Value = String> {
    let lines: Vec<&str> =
        GOOD.lines().chain(["```", "```toml step", "---", "<b>", "    code", "> # a", "- ```sh ro", "\u{0}"]).collect();
    prop::collection::vec(prop::sample::select(lines), 0..60).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Any bytes give a document or a finding, and every finding is within the file.
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read(&bytes)?;
    }

    #[test]
    fn any_lines_are_read(text in pieces()) {
        read(text.as_bytes())?;
    }

    /// A good runbook with one line lost, doubled, or cut: what is left is read, or told.
    #[test]
    fn a_damaged_runbook_is_read(line in 0_usize..100, cut in 0_usize..40, times in 0_usize..3) {
        let mut lines: Vec<&str> = GOOD.lines().collect();
        let line = line % lines.len();
        let whole = lines.remove(line);
        let cut = whole.get(..cut.min(whole.len())).unwrap_or(whole);
        lines.splice(line..line, std::iter::repeat_n(cut, times));
        read(lines.join("\n").as_bytes())?;
    }
}

fn read(bytes: &[u8]) -> Result<(), TestCaseError> {
    let parsed = parse("a.md", bytes);
    prop_assert!(parsed.document.is_some() || !parsed.findings.is_empty());
    let lines = bytes.split(|byte| *byte == b'\n').count() + 1;
    for finding in &parsed.findings {
        prop_assert!((1..=lines).contains(&finding.at.line), "{finding}");
        prop_assert!(finding.at.column >= 1);
    }
    Ok(())
}

#[test]
fn deep_nesting_is_read_or_refused() {
    // Deep nesting is what makes parsers of Markdown slow.
    for unit in ["> ", "- ", "[", "*a ", "`", "<a ", "![", "1. "] {
        let line = unit.repeat(LONGEST_LINE / unit.len());
        assert!(parse("a.md", line.repeat(2).as_bytes()).findings.iter().any(|finding| finding.rule == Rule::L29));
        let text = format!("{line}\n").repeat(8);
        assert!(parse("a.md", text.as_bytes()).document.is_none());
    }
}
