//! Rotation in the real window: a policy with what-if, an exception that ends, the calendar by keyboard, a rotation taken
//! to proof.

use chrono::{Days, Utc};
use keyturn_tests::window::Window;
use thirtyfour::Key;

use super::{demo, keys, press, until};

/// A demonstration that has been synced, opened at one place.
pub(super) async fn open(folder: &str, place: &str) -> Window {
    let window = demo(folder, (1280, 800)).await;
    click(&window, place).await;
    window
}

/// Fills a field as typing does; date fields take no keys that every locale understands.
pub(super) async fn fill(window: &Window, part: &str, text: &str) {
    window.part(part).await;
    fill_at(window, &format!("[data-testid={part}]"), text).await;
}

async fn fill_at(window: &Window, selector: &str, text: &str) {
    let script = format!(
        "const field = document.querySelector('{selector}'); field.focus();
         Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, {text:?});
         field.dispatchEvent(new Event('input', {{ bubbles: true }}));
         field.dispatchEvent(new Event('change', {{ bubbles: true }})); return true"
    );
    assert_eq!(window.script(&script).await, true);
}

/// Clicks a part where it stands, whatever still moves around it.
pub(super) async fn click(window: &Window, part: &str) {
    window.part(part).await;
    let script = format!("document.querySelector('[data-testid={part}]').click(); return true");
    assert_eq!(window.script(&script).await, true);
}

/// Waits until an element has this value of an attribute.
async fn until_is(window: &Window, part: &str, attribute: &str, value: &str) {
    until(
        window,
        &format!("document.querySelector('[data-testid={part}]')?.getAttribute('{attribute}') === '{value}'"),
    )
    .await;
}

fn in_days(days: u64) -> String {
    (Utc::now().date_naive() + Days::new(days)).to_string()
}

#[tokio::test]
async fn a_policy_is_changed_with_what_if_and_an_exception_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = open(&folder, "nav-rotation").await;
    window.css("[data-testid=\"due-row\"]").await;
    window.picture("rotation-due-light").await;

    click(&window, "rotation-tab-policy").await;
    window.css("[data-rule=api-key] [data-testid=policy-days]").await;
    fill_at(&window, "[data-rule=api-key] [data-testid=policy-days]", "20").await;
    window.until_text("what-if-head", "become overdue").await;
    until(&window, "document.querySelectorAll('[data-testid=what-if-overdue]').length > 0").await;
    window.picture("rotation-policy-light").await;
    click(&window, "policy-save").await;
    until(&window, "document.querySelector('[data-testid=what-if]') === null").await;

    click(&window, "rotation-tab-exceptions").await;
    click(&window, "exception-add").await;
    let picker = window.part("exception-picker").await;
    picker.send_keys("is:plain").await.expect("typing");
    window.css("[data-testid=\"secret-option\"]").await;
    picker.send_keys(Key::Enter.value().to_string()).await.expect("typing");
    window.part("exception-secret").await;
    fill(&window, "exception-why", "Waits for the second user").await;
    fill(&window, "exception-control", "Allowed from one address").await;
    fill(&window, "exception-asked", "mara").await;
    fill(&window, "exception-approved", "jonas").await;
    fill(&window, "exception-until", &in_days(10)).await;
    click(&window, "exception-save").await;
    until_is(&window, "exception-row", "data-state", "ending").await;
    click(&window, "exception-end").await;
    fill(&window, "exception-end-dialog-why", "The second user is there").await;
    click(&window, "exception-end-dialog-do").await;
    until_is(&window, "exception-row", "data-state", "ended_early").await;

    // It is still so in the next window.
    window.close().await;
    let again = Window::open(&["--data-dir", &folder], &[], (1280, 800)).await;
    click(&again, "nav-rotation").await;
    click(&again, "rotation-tab-policy").await;
    until(&again, "document.querySelector('[data-rule=api-key] [data-testid=policy-days]')?.value === '20'").await;
    again.close().await;
}

#[tokio::test]
async fn a_rotation_is_planned_moved_by_keyboard_and_taken_to_proof() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = open(&folder, "nav-rotation").await;
    window.css("[data-testid=\"due-row\"]").await;
    click(&window, "due-state-overdue").await;
    until_is(&window, "due-state-overdue", "aria-pressed", "true").await;
    window.script("document.querySelector('#due-grid').focus(); return true").await;
    press(&window, Key::Down).await;
    keys(&window, "p").await;
    fill(&window, "plan-on", &in_days(3)).await;
    click(&window, "plan-save").await;
    until(&window, "document.querySelector('[data-testid=plan-dialog]') === null").await;

    // The calendar, by keyboard alone from here to the other day.
    let chord = window.driver.action_chain().key_down(Key::Control).key_down('2').key_up('2').key_up(Key::Control);
    chord.perform().await.expect("keys are typed");
    window.css("[data-testid=\"calendar-day\"]").await;
    window.picture("calendar-light").await;
    for _ in 0..3 {
        press(&window, Key::Right).await;
    }
    let chosen = in_days(3);
    until(&window, &format!("document.activeElement?.dataset.day === '{chosen}'")).await;
    keys(&window, "m").await;
    fill(&window, "calendar-move-on", &in_days(6)).await;
    press(&window, Key::Enter).await;
    until(&window, "document.querySelector('[data-testid=calendar-move-dialog]') === null").await;
    window.until_text("toasts", "Moved to").await;

    click(&window, "nav-rotation").await;
    click(&window, "rotation-tab-rotations").await;
    click(&window, "rotation-row").await;
    until_is(&window, "rotation-proof", "data-proof", "nothing_yet").await;
    for (step, evidence) in [
        ("value_made", ""),
        ("stored", "Version 7 in the console"),
        ("moved", "Rolled out with 1.8.2"),
        ("refused", "Login with the old password: authentication failed"),
        ("closed", ""),
    ] {
        until_is(&window, "rotation-next", "data-step", step).await;
        // The button is still busy for a moment after the step before.
        let asked = "document.querySelector('[data-testid=record-dialog]')";
        let press = "document.querySelector('[data-testid=rotation-record]')?.click()";
        until(&window, &format!("{asked} || ({press}, false)")).await;
        if !evidence.is_empty() {
            fill(&window, "record-evidence", evidence).await;
        }
        if step == "refused" {
            until_is(&window, "rotation-proof", "data-proof", "write_only").await;
        }
        click(&window, "record-save").await;
        // The next step must not be typed into the dialog of this one.
        until(&window, &format!("!{asked}")).await;
    }
    until_is(&window, "rotation-proof", "data-proof", "proved").await;
    until(&window, "document.querySelector('[data-testid=rotation-next]') === null").await;
    window.picture("rotation-proved-light").await;
    window.close().await;
}
