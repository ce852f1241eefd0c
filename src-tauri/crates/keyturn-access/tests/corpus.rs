//! The fuzzer's kept policies, each as an ordinary test.

#[path = "../../../../tests/fuzz/check_policy.rs"]
mod check_policy;

#[test]
fn every_kept_policy_holds() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fuzz/corpus/policy");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the corpus") {
        check_policy::check(&std::fs::read(entry.expect("an entry").path()).expect("a file"));
        count += 1;
    }
    assert!(count > 5, "the corpus is there");
}
