//! Incidents in the real window: a secret in git by keyboard alone, an access key, odd reads from a finding, an exercise.

use keyturn_tests::window::Window;
use thirtyfour::Key;

use super::{demo, keys, press, until};

/// Presses a key together with Control.
async fn control(window: &Window, key: impl Into<char>) {
    let key = key.into();
    let chord = window.driver.action_chain().key_down(Key::Control).key_down(key).key_up(key).key_up(Key::Control);
    chord.perform().await.expect("a chord");
}

/// Whether a part of the page shows a text.
fn shows(part: &str, text: &str) -> String {
    format!("document.querySelector('[data-testid={part}]')?.innerText.includes({text:?})")
}

/// Whether a part of the page has the focus.
fn focused(part: &str) -> String {
    format!("document.activeElement?.dataset.testid === '{part}'")
}

/// Answers the question that is shown, whose open field has the focus.
async fn answer(window: &Window, question: &str, text: &str) {
    until(window, &format!("document.querySelector('[data-testid=question-{question}]')")).await;
    until(window, "document.activeElement?.dataset.testid?.startsWith('ask-')").await;
    keys(window, text).await;
    control(window, char::from(Key::Enter)).await;
    until(window, &format!("!document.querySelector('[data-testid=question-{question}]')")).await;
}

/// Runs an action of the palette.
async fn palette(window: &Window, words: &str) {
    control(window, 'k').await;
    until(window, &focused("palette-input")).await;
    keys(window, words).await;
    press(window, Key::Enter).await;
}

/// Sets the current step aside, with a reason; one that asks whether it applies is answered.
async fn set_aside(window: &Window) {
    let before = window.part("step-title").await.text().await.expect("text");
    if window.count("[data-testid=\"step-asks\"]").await > 0 {
        keys(window, "d").await;
        answer(window, "answer", "Nothing here points to it.").await;
    } else {
        keys(window, "x").await;
        answer(window, "not-applicable", "Done by the owner already.").await;
    }
    let title = "document.querySelector('[data-testid=step-title]')?.innerText";
    until(window, &format!("document.querySelector('[data-testid=steps-over]') || {title} !== {before:?}")).await;
}

/// Marks each credential of the ledger revoked, then proved, by key.
async fn prove(window: &Window) {
    let states = "[...document.querySelectorAll('[data-testid=ledger-row]')].map(row => row.dataset.state).join()";
    for _ in 0..50 {
        if window.count("[data-testid=\"ledger-row\"]:not([data-state=\"proved\"])").await == 0 {
            return;
        }
        let before = window.script(&format!("return {states}")).await;
        keys(window, "m").await;
        answer(window, "mark", "The issuer's console, and 403 from the call.").await;
        until(window, &format!("{states} !== {before}")).await;
    }
    panic!("more credentials than a finding brings");
}

/// Closes the opened incident, and goes back to all of them.
async fn close(window: &Window) {
    palette(window, "how it got out").await;
    answer(window, "path", "The alert names the place.").await;
    palette(window, "close the incident").await;
    answer(window, "close", "Proved dead, and watched.").await;
    until(window, &shows("incident-state", "Closed")).await;
    press(window, Key::Escape).await;
    until(window, &focused("incident-list")).await;
}

#[tokio::test]
async fn a_secret_in_git_by_keyboard_alone_from_two_keys_to_the_close() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = demo(&folder.path().to_string_lossy(), (1280, 800)).await;
    window.secrets().await;
    control(&window, '1').await;
    press(&window, Key::Down).await;
    press(&window, Key::Down).await;
    keys(&window, "i").await;
    until(&window, &focused("start-trigger")).await;
    keys(&window, "Secret scanning alert: it is in a public git repository").await;
    until(&window, "document.querySelector('[data-testid=start-runbook-secret-in-git]')?.checked").await;
    window.picture("incident-start-light").await;
    press(&window, Key::Enter).await;

    // Who could read and who did are there at once, beside the first step.
    until(&window, &focused("step-list")).await;
    window.css("[data-testid=\"fact-group\"][data-id=\"can_read\"] [data-testid=\"fact\"]").await;
    window.css("[data-testid=\"fact-group\"][data-id=\"did_read\"]").await;
    for theme in ["light", "dark"] {
        window.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
        window.picture(&format!("incident-{theme}")).await;
    }
    window.script("document.documentElement.dataset.theme = 'light'").await;

    // A fact goes into the timeline with a press, and a note beside it.
    keys(&window, "a").await;
    until(&window, "document.activeElement?.dataset.testid === 'fact-attach'").await;
    press(&window, Key::Enter).await;
    until(&window, "document.querySelector('[data-testid=fact][data-attached=true]')").await;
    keys(&window, "n").await;
    until(&window, &focused("note-input")).await;
    keys(&window, "The owner is called").await;
    press(&window, Key::Enter).await;
    until(&window, "document.querySelector('[data-testid=note-input]')?.value === ''").await;
    press(&window, Key::Escape).await;
    until(&window, &focused("step-list")).await;

    // Closing is refused while nothing proves the old value dead.
    palette(&window, "close the incident").await;
    window.part("close-blocked").await;
    press(&window, Key::Escape).await;
    until(&window, &focused("step-list")).await;

    for _ in 0..40 {
        if window.count("[data-testid=\"steps-over\"]").await > 0 {
            break;
        }
        set_aside(&window).await;
    }
    window.part("steps-over").await;
    prove(&window).await;
    keys(&window, "2").await;
    for line in ["The owner is called", "Done by the owner already."] {
        until(&window, &shows("incident-timeline", line)).await;
    }
    window.picture("incident-timeline-light").await;
    press(&window, Key::Escape).await;
    until(&window, &focused("step-list")).await;
    close(&window).await;
    until(&window, "document.querySelector('[data-testid=incident-row][data-state=closed]')").await;
    window.picture("incidents-light").await;
    window.close().await;
}

#[tokio::test]
async fn an_access_key_odd_reads_and_an_exercise() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    demo(&folder, (1920, 1080)).await.close().await;

    // A link from an alert: it fills in the dialog, says that nobody knows who wrote it, and starts nothing.
    let link = "keyturn://incident/new?about=AKIAIOSFODNN7EXAMPLE&trigger=seen+in+a+paste";
    let window = Window::open(&["--data-dir", &folder, link], &[], (1920, 1080)).await;
    window.part("start-from-link").await;
    assert_eq!(
        window.part("start-text").await.value().await.expect("a value").as_deref(),
        Some("AKIAIOSFODNN7EXAMPLE")
    );
    until(&window, "document.querySelector('[data-testid=start-runbook-aws-access-key]')?.checked").await;
    press(&window, Key::Enter).await;
    until(&window, &focused("step-list")).await;
    until(&window, &shows("ledger-row", "AKIAIOSFODNN7EXAMPLE")).await;
    window.picture("incident-key-1920-light").await;
    set_aside(&window).await;
    prove(&window).await;
    close(&window).await;

    // Odd reads: the finding is marked as part of the incident that it started.
    window.part("nav-reads").await.click().await.expect("a click");
    window.part("reads-tab-findings").await.click().await.expect("a click");
    window.css("[data-testid=\"finding-row\"]").await.click().await.expect("a click");
    window.part("finding-start").await.click().await.expect("a click");
    window.part("start-dialog").await;
    until(&window, "document.querySelector('[name=start-runbook]:checked')").await;
    window.part("start-do").await.click().await.expect("a click");
    until(&window, &focused("step-list")).await;
    window.css("[data-testid=\"fact-group\"][data-id=\"did_read\"] [data-testid=\"fact\"]").await;
    window.picture("incident-finding-1920-light").await;
    set_aside(&window).await;
    prove(&window).await;
    close(&window).await;

    // An exercise is marked, and counts nowhere.
    window.until_text("incident-numbers", "Over 2 incidents.").await;
    palette(&window, "start an incident").await;
    until(&window, &focused("start-text")).await;
    keys(&window, "prod/drill").await;
    window.part("start-drill").await.click().await.expect("a click");
    until(&window, "document.querySelector('[name=start-runbook]:checked')").await;
    window.part("start-do").await.click().await.expect("a click");
    window.part("drill-banner").await;
    window.picture("incident-drill-1920-light").await;
    until(&window, &focused("step-list")).await;
    press(&window, Key::Escape).await;
    until(&window, &focused("incident-list")).await;
    assert_eq!(window.count("[data-testid=\"incident-row\"]").await, 3);
    window.until_text("incident-numbers", "Over 2 incidents; 1 exercise left out.").await;
    window.close().await;
}
