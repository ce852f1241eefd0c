//! Signing in, in the real window: from nothing to the first list by a code on a page, a code of a device, and a sign-in
//! that ends while forty accounts are read.

use std::time::Duration;

use chrono::Utc;
use keyturn_estate::profiles::{ADMIN, BASE, CORP, PROD, USER};
use keyturn_estate::server::SignInScript;
use keyturn_estate::{Effect, Fault, Organisation, Spec};
use keyturn_tests::person::Person;
use keyturn_tests::shell::{json, words};
use keyturn_tests::window::Window;
use thirtyfour::Key;

use super::rotation::{click, fill};
use super::{keys, press, until};

/// Nobody confirms the code until somebody does.
fn unconfirmed() -> SignInScript {
    SignInScript { pending: u32::MAX, ..SignInScript::default() }
}

/// The line of a profile has this state.
async fn stands(window: &Window, profile: &str, state: &str) {
    let row = format!(
        "[...document.querySelectorAll('[data-testid=profile-row]')].find(row => row.querySelector('th .strong').innerText === {profile:?})"
    );
    until(window, &format!("{row}?.dataset.state === {state:?}")).await;
}

/// Waits until a part shows a text, words of a status mark too, which the driver leaves out.
async fn says(window: &Window, part: &str, text: &str) {
    until(window, &format!("document.querySelector('[data-testid={part}]')?.innerText.includes({text:?})")).await;
}

/// Waits for a part to be gone.
async fn gone(window: &Window, part: &str) {
    until(window, &format!("!document.querySelector('[data-testid={part}]')")).await;
}

/// Chooses the whole organisation by its role, in the organisation's own regions.
async fn reach_everything(window: &Window, person: &Person) {
    click(window, "scope-organization").await;
    fill(window, "source-role", "KeyturnReader").await;
    for region in person.server.read(|organisation| organisation.regions.clone()) {
        let chip = format!("[...document.querySelectorAll('.chip')].find(one => one.innerText.trim() === '{region}')");
        window.script(&format!("{chip}.click(); return 1")).await;
        until(window, &format!("{chip}.ariaPressed === 'true'")).await;
    }
}

#[tokio::test]
async fn the_first_list_by_device_sign_in_and_the_browser_of_the_system() {
    let spec = Spec::demo(Utc::now());
    let person = Person::new(&spec, unconfirmed(), &[CORP, BASE, PROD]);
    let window = person.window(&[]).await;
    window.part("profiles").await;
    window.picture("sign-in-1-profiles").await;
    assert!(person.server.calls().is_empty(), "nothing is called before it is asked for");

    click(&window, "profiles-try").await;
    stands(&window, "base", "sign_in_first").await;
    stands(&window, "prod", "sign_in_first").await;
    gone(&window, "profiles-cancel").await;
    window.picture("sign-in-2-tried").await;

    // The code, the page, and the browser that the system opens it with.
    click(&window, "sign-in-for-all").await;
    window.until_text("sign-in-code", "DEMO-0001").await;
    window.picture("sign-in-3-code").await;
    assert!(person.pages().is_empty(), "the browser is not opened before it is asked for");
    until(&window, "document.activeElement?.dataset.testid === 'sign-in-browse'").await;
    person.has_browser(false);
    press(&window, Key::Enter).await;
    window.until_text("sign-in-dialog", "the browser could not be opened: go to the page by hand").await;
    window.picture("sign-in-4-no-browser").await;
    window.until_text("sign-in-browse", "Open the browser").await;
    person.has_browser(true);
    press(&window, Key::Enter).await;
    window.until_text("sign-in-browse", "Open it again").await;
    assert_eq!(person.pages(), [format!("{}/device?user_code=DEMO-0001", person.server.endpoint_url())]);
    window.picture("sign-in-5-browser").await;

    // The person confirms: every profile of the start page works, with one sign-in.
    person.server.set_sign_in(SignInScript::at_once());
    gone(&window, "sign-in-dialog").await;
    window.until_text("toasts", "Signed in to corp; it renews itself.").await;
    stands(&window, "base", "works").await;
    stands(&window, "prod", "works").await;
    gone(&window, "profiles-cancel").await;
    window.picture("sign-in-6-works").await;
    assert_eq!(person.server.calls()["OIDC.StartDeviceAuthorization"], 1);

    // The organisation by one role, tried account by account; one of them does not let anybody in.
    let closed = person.server.read(|all| all.active().nth(2).expect("an account").clone());
    person.server.set_faults(vec![Fault::on("STS.AssumeRole", Effect::Deny).in_account(&closed.id)]);
    reach_everything(&window, &person).await;
    click(&window, "accounts-try").await;
    says(&window, "accounts-tried", "3 of 4 accounts can be entered.").await;
    gone(&window, "accounts-cancel").await;
    let refused = window.css("[data-testid=account-tried][data-works=false]").await.text().await.expect("text");
    assert!(refused.contains(closed.id.as_str()), "{refused}");
    // What came of it is in sight, wherever the person had scrolled to.
    let bottom = "document.querySelector('[data-testid=accounts-tried]').getBoundingClientRect().bottom";
    until(&window, &format!("{bottom} <= innerHeight")).await;
    window.picture("sign-in-7-accounts").await;
    person.server.set_faults(Vec::new());
    click(&window, "accounts-try").await;
    says(&window, "accounts-tried", "All 4 accounts can be entered.").await;

    click(&window, "first-sync").await;
    says(&window, "sync-dock", "All 24 cells read in full.").await;
    window.secrets().await;
    window.picture("sign-in-8-list").await;
    let listed = person.program("keyturn", &["secrets", "list", "--json"]).output().expect("keyturn runs");
    let total = json(&listed, 0)["total"].to_string();
    // Replicas are counted once, with their primaries.
    assert!(total.parse::<usize>().is_ok_and(|total| total > 100 && total <= person.server.read(Organisation::len)));
    let count = window.until_text("count", "").await;
    assert!(count.contains(&total), "{total} at the command line, and the window says {count}");
    assert_eq!((person.server.value_calls(), person.pages().len()), (0, 1));
    window.close().await;
}

#[tokio::test]
async fn a_code_of_a_device_is_asked_for_once_and_again_where_it_was_wrong() {
    let spec = Spec::demo(Utc::now());
    let person = Person::new(&spec, SignInScript::with_codes(&["731946"]), &[USER, ADMIN]);
    let window = person.window(&[]).await;
    window.part("profiles").await;
    click(&window, "profiles-try").await;
    stands(&window, "admin", "asks_for_code").await;
    stands(&window, "user", "works").await;
    gone(&window, "profiles-cancel").await;
    fill(&window, "source-profile", "admin").await;
    click(&window, "first-sync").await;

    // The sync waits; too few digits are not sent, a wrong code is said and asked for again.
    window.until_text("sign-in-why", "The profile admin asks for a code of this device.").await;
    until(&window, "document.activeElement?.dataset.testid === 'mfa-code'").await;
    window.picture("mfa-1-asked").await;
    keys(&window, "7319").await;
    press(&window, Key::Enter).await;
    window.until_text("sign-in-dialog", "Six digits; this has 4.").await;
    let sent = |person: &Person| person.server.calls().get("STS.GetSessionToken").copied().unwrap_or_default();
    assert_eq!(sent(&person), 0);
    for _ in 0..4 {
        press(&window, Key::Backspace).await;
    }
    keys(&window, "000 000").await;
    press(&window, Key::Enter).await;
    window.until_text("sign-in-dialog", "AWS did not take this code.").await;
    window.picture("mfa-2-wrong").await;
    until(&window, "document.activeElement?.dataset.testid === 'mfa-code'").await;
    // What was refused is selected: the next code takes its place.
    keys(&window, "731946").await;
    press(&window, Key::Enter).await;
    gone(&window, "sign-in-dialog").await;
    says(&window, "sync-dock", "All 2 cells read in full.").await;
    window.secrets().await;
    window.picture("mfa-3-list").await;

    // It serves the session: the device would not show it twice.
    click(&window, "sync-button").await;
    says(&window, "sync-dock", "Sync ended: 0 added, 0 changed, 0 gone.").await;
    assert_eq!(window.count("[data-testid=sign-in-dialog]").await, 0);
    assert_eq!(sent(&person), 2, "one code that was wrong and one that was right");
    let page = window.script("return document.documentElement.outerHTML").await;
    assert!(!page.as_str().expect("a page").contains("731946"), "the code is kept nowhere");
    window.close().await;
}

#[tokio::test]
async fn an_end_in_the_middle_of_forty_accounts_is_one_question_and_nothing_is_lost() {
    let spec = Spec { accounts: 40, regions: 1, secrets: 600, parameters: 400, ..Spec::demo(Utc::now()) };
    let person = Person::new(&spec, SignInScript::at_once(), &[CORP, BASE]);
    // Signed in at the command line: the window uses the same.
    let signed = person.program("keyturn", &["sign-in", "base"]).output().expect("keyturn runs");
    assert!(signed.status.success(), "{}", words(&signed));
    person.server.set_sign_in(unconfirmed());
    let window = person.window(&[]).await;
    window.part("profiles").await;
    reach_everything(&window, &person).await;

    // Answers that take a moment, so that there is a middle: one such call for each account.
    let slow = Duration::from_millis(300);
    person.server.set_faults(vec![Fault::on("SSM.DescribeParameters", Effect::Stall(slow))]);
    let server = std::sync::Arc::clone(&person.server);
    let ending = tokio::spawn(async move {
        while server.calls().get("SSM.DescribeParameters").is_none_or(|calls| *calls < 26) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.end_sign_ins();
    });
    click(&window, "first-sync").await;
    window.until_text("sign-in-why", "The sign-in ended while secrets were being read. What was read is kept.").await;
    ending.await.expect("it ended");
    assert_eq!(window.count("dialog[open]").await, 1, "one question for all that waits");
    window.until_text("sign-in-why", "wait for this").await;
    window.picture("expiry-1-asked").await;
    let done = "Number(/(\\d+) of 80 cells/.exec(document.querySelector('[data-testid=sync-dock]').innerText)?.[1])";
    until(&window, &format!("{done} > 0")).await;
    assert!(window.script(&format!("return {done}")).await.as_u64().is_some_and(|done| done < 80));
    assert_eq!(window.count("[data-testid=today-nothing]").await, 0, "nobody says that everything was read");

    // Put off, and taken up again: the sync goes on waiting.
    press(&window, Key::Escape).await;
    window.until_text("asked-line", "The sign-in to corp ended halfway").await;
    window.picture("expiry-2-later").await;
    click(&window, "asked-resume").await;
    click(&window, "sign-in-start").await;
    window.part("sign-in-code").await;
    window.picture("expiry-3-code").await;
    person.server.set_faults(Vec::new());
    person.server.set_sign_in(SignInScript::at_once());
    gone(&window, "sign-in-dialog").await;
    says(&window, "sync-dock", "All 80 cells read in full.").await;
    window.picture("expiry-4-read").await;
    assert_eq!(person.server.calls()["OIDC.StartDeviceAuthorization"], 2, "one before, one in the middle");
    assert!(person.pages().is_empty());

    click(&window, "nav-coverage").await;
    until(&window, "document.querySelectorAll('[data-testid=coverage-cell][data-state=complete]').length === 80").await;
    until(&window, "document.querySelector('main header')?.innerText.includes('80 of 80 cells read')").await;
    window.picture("expiry-5-coverage").await;
    window.secrets().await;
    let held = person.server.read(Organisation::len);
    let count = window.until_text("count", "").await;
    assert!(count.replace(',', "").contains(&held.to_string()), "{held} are there, and the window says {count}");
    window.close().await;
}
