//! What reaches beyond the page: the pointer, the clipboard, notifications.

use std::process::Command;
use std::time::Duration;

use chrono::{Days, Utc};
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Options, Server, Spec, generate};
use keyturn_tests::desktop::Desktop;
use keyturn_tests::program::built;
use keyturn_tests::shell::json;
use keyturn_tests::window::Window;
use thirtyfour::Key;

use super::rotation::{click, fill, open};
use super::{keys, press, until};

/// Plans the rotation of the most overdue secret for a day.
async fn plan(window: &Window, on: &str) {
    window.css("[data-testid=\"due-row\"]").await;
    click(window, "due-state-overdue").await;
    until(window, "document.querySelector('[data-testid=due-state-overdue]').ariaPressed === 'true'").await;
    window.script("document.querySelector('#due-grid').focus(); return true").await;
    press(window, Key::Down).await;
    keys(window, "p").await;
    fill(window, "plan-on", on).await;
    click(window, "plan-save").await;
    until(window, "document.querySelector('[data-testid=plan-dialog]') === null").await;
}

#[tokio::test]
async fn a_planned_rotation_is_dragged_to_another_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = open(&folder.path().to_string_lossy(), "nav-rotation").await;
    // Days that the page of this month shows, whatever day it is: months are drawn as six weeks.
    let day = |days: u64| (Utc::now().date_naive() + Days::new(days)).to_string();
    let (from, to) = (day(1), day(3));
    plan(&window, &from).await;
    click(&window, "nav-calendar").await;
    let entry = window.css(&format!("[data-day='{from}'] [data-testid=calendar-entry].movable")).await;
    let target = window.css(&format!("[data-day='{to}']")).await;
    let drag = window
        .driver
        .action_chain()
        .move_to_element_center(&entry)
        .click_and_hold()
        .move_by_offset(12, 6)
        .move_to_element_center(&target)
        .release();
    drag.perform().await.expect("the pointer drags");
    window.until_text("toasts", "Moved to").await;
    window.css(&format!("[data-day='{to}'] [data-testid=calendar-entry].movable")).await;
    assert_eq!(window.count(&format!("[data-day='{from}'] [data-testid=calendar-entry].movable")).await, 0);
    window.close().await;
}

#[tokio::test]
async fn a_new_value_is_on_the_clipboard_for_thirty_seconds_and_what_others_copied_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = open(&folder.path().to_string_lossy(), "nav-rotation").await;
    window.css("[data-testid=\"due-row\"]").await;
    // A kind of which the generator makes values.
    fill(&window, "filter-input", "kind:session_key,database_password").await;
    until(&window, "document.querySelectorAll('[data-testid=due-row]').length > 0").await;
    window.script("document.querySelector('#due-grid').focus(); return true").await;
    press(&window, Key::Down).await;
    keys(&window, "p").await;
    fill(&window, "plan-on", &(Utc::now().date_naive() + Days::new(2)).to_string()).await;
    click(&window, "plan-save").await;
    until(&window, "document.querySelector('[data-testid=plan-dialog]') === null").await;
    click(&window, "rotation-tab-rotations").await;
    click(&window, "rotation-row").await;
    click(&window, "rotation-generate").await;
    window.part("value-preview").await;

    click(&window, "value-copy").await;
    until(&window, "document.querySelector('[data-testid=value-clears]')?.dataset.left > 0").await;
    let value = window.clipboard();
    assert!(value.len() >= 16, "{} characters are on the clipboard", value.len());
    let page = window.script("return document.documentElement.outerHTML").await;
    assert!(!page.as_str().expect("a page").contains(&value), "the page does not hold it");
    until(&window, "document.querySelector('[data-testid=value-clears]')?.dataset.left === '0'").await;
    for _ in 0..100 {
        if window.clipboard().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(window.clipboard(), "", "it is gone after its time");

    // Another program copies something: the end of this one leaves it alone.
    click(&window, "value-copy").await;
    until(&window, "document.querySelector('[data-testid=value-clears]')?.dataset.left > 0").await;
    assert!(window.clipboard().len() >= 16);
    let other = window.copy_elsewhere("somebody else's text");
    for _ in 0..100 {
        if window.clipboard() == "somebody else's text" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    window.quit().await;
    assert_eq!(window.clipboard(), "somebody else's text");
    drop(other);
}

#[tokio::test]
async fn a_reminder_reaches_the_desktop_once_there_is_one_and_opens_what_is_due() {
    let home = tempfile::tempdir().expect("a folder");
    let home = home.path();
    std::fs::write(home.join("passphrase"), "a passphrase for a test\n").expect("a passphrase file");
    let server = Server::start(generate(&Spec::demo(Utc::now())), Options::default()).expect("the endpoint starts");
    let mut environment = vec![
        ("HOME", home.display().to_string()),
        ("KEYTURN_PASSPHRASE_FILE", home.join("passphrase").display().to_string()),
        ("AWS_ENDPOINT_URL", server.endpoint_url()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", server.access_key_id()),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
    ];
    let data = home.join("data").display().to_string();
    let arguments = ["--no-keyring", "--data-dir", data.as_str()];
    let mut sync = Command::new(built("keyturn"));
    sync.args(arguments).args(["--json", "sync", "--environment", "--role", "KeyturnReader", "--region", "us-east-1"]);
    json(&sync.envs(environment.clone()).output().expect("keyturn runs"), 0);
    let show = async |bus: String, environment: &mut Vec<(&'static str, String)>| {
        environment.retain(|(name, _)| *name != "DBUS_SESSION_BUS_ADDRESS");
        environment.push(("DBUS_SESSION_BUS_ADDRESS", bus));
        let given: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let window = Window::open(&arguments, &given, (1280, 800)).await;
        window.secrets().await;
        window
    };
    // Nobody takes it: it does not count as shown.
    show(format!("unix:path={}", home.join("no-bus").display()), &mut environment).await.close().await;

    let desktop = Desktop::start();
    let window = show(desktop.bus.clone(), &mut environment).await;
    // Chosen there, it opens what is due.
    for _ in 0..200 {
        desktop.choose();
        if window.count("[data-testid=nav-rotation][aria-current]").await > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(window.count("[data-testid=nav-rotation][aria-current]").await, 1);
    let shown = desktop.notifications();
    let [(title, text)] = &shown[..] else { panic!("not one notification: {shown:?}") };
    assert!(title.contains("overdue") && text.lines().all(|line| line.contains(": ")), "{title}\n{text}");
    window.close().await;
}
