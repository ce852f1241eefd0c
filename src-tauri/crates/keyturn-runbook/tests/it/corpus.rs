//! The fuzzer's kept corpus, in an ordinary test.

#[path = "../../../../../tests/fuzz/check_runbook.rs"]
mod check_runbook;

#[test]
fn the_kept_corpus_holds_what_must_hold_for_any_bytes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fuzz/corpus/runbook");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the corpus") {
        check_runbook::check(&std::fs::read(entry.expect("an entry").path()).expect("a file"));
        count += 1;
    }
    assert!(count > 3, "the corpus is not empty");
}
