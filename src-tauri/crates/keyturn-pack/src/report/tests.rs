//! The report of a small pack.

use super::*;
use crate::samples;

/// A public key of nobody.
const PUBLIC_KEY: &str = "RWQEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAM";

/// The browser test `ui/e2e/report.spec.ts` opens and prints the page that is kept here.
#[test]
fn the_page_is_the_one_that_the_browser_test_prints() {
    let page = report(&samples::contents(60), PUBLIC_KEY).expect("a page");
    insta::assert_binary_snapshot!("report.html", page.into_bytes());
}

#[test]
fn a_page_without_anything_says_so() {
    let mut contents = samples::contents(1);
    contents.items.clear();
    contents.removals.clear();
    contents.controls.clear();
    contents.campaign.sign_offs.clear();
    contents.campaign.coverage.gaps.clear();
    contents.campaign.open_anyway = None;
    contents.campaign.closed_at = None;
    let page = report(&contents, PUBLIC_KEY).expect("a page");
    for words in [
        "open: this pack is of a review that is not finished",
        "Nothing in scope was left unread.",
        "Nothing was to go.",
        "The campaign has no items.",
        "Nobody has signed off.",
        "No framework was named.",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("Opened although"));
}
