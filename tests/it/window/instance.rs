//! One window for a data folder: a second start hands its link over, and deleting everything starts the first anew.

use chrono::Utc;
use keyturn_estate::Spec;
use keyturn_estate::profiles::USER;
use keyturn_estate::server::SignInScript;
use keyturn_tests::desktop::Desktop;
use keyturn_tests::person::Person;
use keyturn_tests::shell::{json, list, words};
use thirtyfour::Key;

use super::rotation::{click, fill};
use super::{press, until};

/// A person whose secrets have been read once.
fn synced(bus: &str) -> Person {
    let person = Person::new(&Spec::demo(Utc::now()), SignInScript::default(), &[USER]).on_bus(bus);
    json(&person.program("keyturn", &["sync", "--profile", "user", "--json"]).output().expect("keyturn runs"), 0);
    person
}

#[tokio::test]
async fn a_second_start_hands_its_link_to_the_window_that_runs() {
    let desktop = Desktop::start();
    let person = synced(&desktop.bus);
    let window = person.window(&[]).await;
    window.secrets().await;

    let link = "keyturn://incident/new?about=AKIAIOSFODNN7EXAMPLE&trigger=seen+in+a+paste";
    let mut second = person.program("keyturn-desktop", &[link]);
    let second = second.env("DISPLAY", window.display()).env_remove("WAYLAND_DISPLAY").output().expect("it starts");
    assert!(second.status.success(), "{}", words(&second));

    // It is shown, and nothing is done until the person does it.
    window.until_text("start-from-link", "nobody knows who wrote it").await;
    let said = window.part("start-text").await.value().await.expect("a value");
    assert_eq!(said.as_deref(), Some("AKIAIOSFODNN7EXAMPLE"));
    until(&window, "document.querySelector('[data-testid=start-runbook-aws-access-key]')?.checked").await;
    window.picture("second-start").await;
    let incidents = || {
        let output = person.program("keyturn", &["incident", "list", "--json"]).output().expect("keyturn runs");
        list(&json(&output, 0), "incidents").len()
    };
    assert_eq!(incidents(), 0);
    press(&window, Key::Enter).await;
    until(&window, "document.activeElement?.dataset.testid === 'step-list'").await;
    assert_eq!(incidents(), 1);

    // Without a link the window that runs only comes to the front.
    let mut third = person.program("keyturn-desktop", &[]);
    let third = third.env("DISPLAY", window.display()).env_remove("WAYLAND_DISPLAY").output().expect("it starts");
    assert!(third.status.success(), "{}", words(&third));
    assert_eq!(window.count("[data-testid=start-dialog]").await, 0);
    window.close().await;
}

#[tokio::test]
async fn deleting_everything_starts_anew_on_an_empty_window() {
    let desktop = Desktop::start();
    let person = synced(&desktop.bus);
    let mut window = person.window(&[]).await;
    window.secrets().await;
    click(&window, "nav-settings").await;
    click(&window, "data-delete").await;
    fill(&window, "data-typed", "delete").await;
    click(&window, "data-do").await;
    window.until_text("data-dialog", "Type the two words.").await;
    window.picture("delete-1-typed").await;
    assert!(person.data().join("keyturn.db").exists());
    let first = window.process();
    fill(&window, "data-typed", "delete everything").await;
    // Pressed after this answer is back: the program ends with the press, and could not give it any more.
    let press = "setTimeout(() => document.querySelector('[data-testid=data-do]').click(), 300); return true";
    assert_eq!(window.script(press).await, true);

    window.started_again(first).await;
    window.part("first-run").await;
    window.part("profiles").await;
    window.picture("delete-2-empty").await;
    assert_eq!(window.count("[data-testid=nav-secrets]").await, 1);
    let listed = person.program("keyturn", &["secrets", "list", "--json"]).output().expect("keyturn runs");
    assert!(!words(&listed).contains("arn:aws"), "{}", words(&listed));
    window.close().await;
}
