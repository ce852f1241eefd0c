//! The fuzzer's kept corpus, and each of its files with single faults: what `.ci/fuzz` checks by chance, checked each time.

use std::fs;
use std::path::Path;

#[path = "../../../../../tests/fuzz/check.rs"]
mod check;

#[test]
fn the_kept_corpus_and_its_neighbours() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fuzz/corpus/envelope");
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("the corpus") {
        let bytes = fs::read(entry.expect("an entry of the corpus").path()).expect("a file of the corpus");
        files += 1;
        check::check(&bytes);
        // Cut, or with a byte changed that means something, every few bytes.
        let step = (bytes.len() / 16).max(1);
        for at in (0..bytes.len()).step_by(step) {
            check::check(&bytes[..at]);
            for byte in *b"\"{}[]\\\n\xff" {
                let mut changed = bytes.clone();
                changed[at] = byte;
                check::check(&changed);
            }
        }
    }
    assert!(files >= 40, "{files} files");
}
