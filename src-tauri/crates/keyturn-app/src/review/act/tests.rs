//! What is to go, as it is handed over.

use std::collections::BTreeSet;

use keyturn_domain::spreadsheet;

use super::*;

const HOSTILE: &str = "it's `x`; $(touch /tmp/owned) \"<b>|#\n```\n=cmd";

fn groups() -> Vec<ActGroup> {
    let act = |title: &str, command: &str| Act {
        item: "0123456789abcdef".to_owned(),
        title: title.to_owned(),
        decision: "revoke".to_owned(),
        note: HOSTILE.to_owned(),
        words: "Delete it.".to_owned(),
        policy: Some("{\n  \"Version\": \"2012-10-17\"\n}".to_owned()),
        command: Some(command.to_owned()),
        also: None,
    };
    let group = |owner: Option<&str>, acts| ActGroup {
        account: "111122223333".to_owned(),
        account_name: Some("=prod".to_owned()),
        owner: owner.map(str::to_owned),
        acts,
    };
    vec![
        group(Some("payments"), vec![act("role/web → /prod/*", "aws iam x")]),
        group(None, vec![act(HOSTILE, &keyturn_domain::shell::command(&["aws", HOSTILE]))]),
    ]
}

#[test]
fn the_list_as_markdown_holds_names_as_text() {
    let text = markdown("Access review · Q4 2026", &groups());
    insta::assert_snapshot!(text);
    // Outside of fences nothing of a hostile name begins a block.
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) => fence = (line != open).then_some(open),
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => assert!(!line.starts_with(['=', '<', '|', '>']), "{line}"),
        }
    }
    assert_eq!(fence, None, "every fence is closed");
}

#[test]
fn the_list_as_csv_is_guarded() {
    let bytes = csv(&groups()).expect("CSV");
    let mut reader = ::csv::Reader::from_reader(&bytes[..]);
    let rows: Vec<::csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 2);
    let cells: BTreeSet<&str> = rows.iter().flat_map(::csv::StringRecord::iter).collect();
    assert!(cells.iter().all(|cell| spreadsheet::guard(cell) == *cell), "{cells:?}");
    assert!(cells.contains("'=prod") && cells.contains(HOSTILE));
}
