//! Reads in the real window: from a finding to a decision, and a query.

use keyturn_tests::window::Window;
use thirtyfour::Key;

use super::{demo, keys, until};

/// The reads of a demonstration.
async fn reads(folder: &str) -> Window {
    let window = demo(folder, (1280, 800)).await;
    window.part("nav-reads").await.click().await.expect("a click");
    window
}

#[tokio::test]
async fn a_person_decides_about_a_finding_and_takes_it_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = reads(&folder).await;

    window.part("finding-title").await;
    window.picture("reads-findings-light").await;
    let open = window.count("[data-testid=\"finding-row\"]").await;
    assert!(open >= 4, "the demonstration holds reads that do not fit: {open}");
    let title = window.until_text("finding-title", "read").await;
    let detail = window.until_text("finding-detail", "Usual").await;
    assert!(detail.contains("This time"), "a finding is a comparison: {detail}");

    // Expected needs a reason; what was decided is told, and can be taken back.
    keys(&window, "e").await;
    window.part("expected-save").await.click().await.expect("a click");
    window.css("[data-testid=\"expected-note\"][aria-invalid=\"true\"]").await;
    window.part("expected-note").await.send_keys("The yearly restore test, OPS-12").await.expect("typing");
    window.part("expected-save").await.click().await.expect("a click");
    let fewer = format!("document.querySelectorAll('[data-testid=finding-row]').length < {open}");
    until(&window, &fewer).await;
    until(&window, &format!("document.querySelector('[data-testid=finding-title]').innerText !== {title:?}")).await;

    // It is still so in the next window, and in the log.
    window.close().await;
    let again = Window::open(&["--data-dir", &folder], &[], (1280, 800)).await;
    again.part("nav-activity").await.click().await.expect("a click");
    until(&again, "document.querySelector('main').innerText.includes('Finding')").await;
    again.close().await;
}

#[tokio::test]
async fn a_query_is_typed_drawn_and_said_as_a_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = reads(&folder).await;

    window.part("reads-tab-query").await.click().await.expect("a click");
    window.css("[data-testid=\"event-row\"]").await;
    let all = window.until_text("query-count", "event").await;
    keys(&window, "/").await;
    keys(&window, "outcome:denied").await;
    keys(&window, Key::Enter.value().to_string()).await;
    until(&window, &format!("document.querySelector('[data-testid=query-count]').innerText !== {all:?}")).await;
    let all_denied =
        "[...document.querySelectorAll('[data-testid=event-row]')].every(row => row.textContent.includes('denied'))";
    until(&window, all_denied).await;
    window.part("timeline-plot").await;
    window.picture("reads-query-light").await;
    window.part("timeline-table-toggle").await.click().await.expect("a click");
    window.part("timeline-table").await;
    window.close().await;
}
