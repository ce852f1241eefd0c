//! A review of access in the real window, by keyboard alone: from opening to a verified pack, with one revocation proved
//! by a second reading of AWS.

use std::path::Path;
use std::process::Command;

use chrono::Utc;
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Options, Organisation, Server, Spec, generate};
use keyturn_tests::program::built;
use keyturn_tests::shell::json;
use keyturn_tests::window::Window;
use serde_json::Value;
use thirtyfour::Key;

use super::{keys, press, until};

/// What reaches the organisation in place of AWS, for the window and the command line alike.
fn environment(home: &Path, server: &Server) -> Vec<(&'static str, String)> {
    vec![
        ("HOME", home.display().to_string()),
        ("KEYTURN_PASSPHRASE_FILE", home.join("passphrase").display().to_string()),
        ("AWS_ENDPOINT_URL", server.endpoint_url()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", server.access_key_id()),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
    ]
}

fn keyturn(home: &Path, server: &Server, arguments: &[&str]) -> Value {
    let mut command = Command::new(built("keyturn"));
    command.args(["--no-keyring", "--json", "--data-dir"]).arg(home.join("data")).args(arguments);
    let output = command.envs(environment(home, server)).output().expect("keyturn runs");
    json(&output, 0)
}

/// Presses a key together with Control.
async fn control(window: &Window, key: char) {
    let chord = window.driver.action_chain().key_down(Key::Control).key_down(key).key_up(key).key_up(Key::Control);
    chord.perform().await.expect("a chord");
}

/// Types into the part that has, or is given, the focus.
async fn write(window: &Window, part: &str, text: &str) {
    window.part(part).await.send_keys(text).await.expect("typing");
}

/// Takes everything that a principal is allowed from it, as whoever may change IAM would.
fn strip(organisation: &mut Organisation, arn: &str) {
    for identities in organisation.identities.values_mut() {
        for role in identities.roles.iter_mut().filter(|role| role.arn == arn) {
            (role.grants.inline, role.grants.attached) = (Vec::new(), Vec::new());
        }
        for user in identities.users.iter_mut().filter(|user| user.arn == arn) {
            (user.grants.inline, user.grants.attached, user.groups) = (Vec::new(), Vec::new(), Vec::new());
        }
    }
}

/// Reads who can read what again, in the window.
async fn collect(window: &Window) {
    control(window, '4').await;
    window.css("[data-testid=\"map-cell\"]").await;
    keys(window, "5").await;
    window.css("[data-testid=\"input-row\"] time").await;
    window.part("inputs-collect").await.send_keys(Key::Enter.value().to_string()).await.expect("a key");
    until(window, "document.querySelector('[data-testid=access-dock]')?.innerText.includes('Collected.')").await;
    window.part("access-dock-close").await.send_keys(Key::Enter.value().to_string()).await.expect("a key");
}

/// The open review, by its key.
async fn to_review(window: &Window) {
    control(window, '8').await;
    until(window, "document.activeElement?.dataset.testid === 'campaign-list'").await;
    press(window, Key::Enter).await;
    window.part("review-standing").await;
}

#[tokio::test]
async fn a_whole_review_by_keyboard_with_a_revocation_that_is_proved() {
    let home = tempfile::tempdir().expect("a folder");
    let home = home.path();
    std::fs::write(home.join("passphrase"), "a passphrase for a test\n").expect("a passphrase file");
    let server = Server::start(generate(&Spec::demo(Utc::now())), Options::default()).expect("the endpoint starts");
    keyturn(home, &server, &["sync", "--environment", "--role", "KeyturnReader", "--region", "us-east-1"]);
    keyturn(home, &server, &["access", "collect"]);
    let environment = environment(home, &server);
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let data = home.join("data").display().to_string();
    let window = Window::open(&["--no-keyring", "--data-dir", &data], &environment, (1280, 800)).await;
    window.secrets().await;

    // Opening: what it would hold is shown before.
    control(&window, '8').await;
    window.part("reviews-empty").await;
    window.picture("reviews-empty-light").await;
    keys(&window, "n").await;
    window.part("open-dialog").await;
    write(&window, "open-source", "Access policy 4.2").await;
    write(&window, "open-lead-name", "Ann Lee").await;
    window.until_text("open-preview", "items").await;
    window.picture("review-open-light").await;
    press(&window, Key::Enter).await;
    window.part("review-question").await;
    assert_eq!(window.count("[data-testid=\"open-dialog\"]").await, 0);

    // One principal is to go: the note is asked for, and the next item comes by itself.
    keys(&window, "/").await;
    keys(&window, "role/").await;
    press(&window, Key::Enter).await;
    until(&window, "document.querySelector('[data-testid=review-question]')?.innerText.includes('role/')").await;
    let question = window.part("review-question").await.text().await.expect("text");
    window.until_text("review-why", "").await;
    window.picture("review-item-light").await;
    window.script("document.documentElement.dataset.theme = 'dark'").await;
    window.picture("review-item-dark").await;
    window.script("document.documentElement.dataset.theme = 'light'").await;
    keys(&window, "r").await;
    until(&window, "document.activeElement?.dataset.testid === 'review-note'").await;
    keys(&window, "Nobody runs it any more.").await;
    let send = window.driver.action_chain().key_down(Key::Control).send_keys(Key::Enter).key_up(Key::Control);
    send.perform().await.expect("a chord");
    until(
        &window,
        &format!(
            "![undefined, {question:?}].includes(document.querySelector('[data-testid=review-question]')?.innerText)"
        ),
    )
    .await;

    // The rest stays: chosen whole, and decided at once with the number named.
    keys(&window, "/").await;
    control(&window, 'a').await;
    press(&window, Key::Delete).await;
    press(&window, Key::Enter).await;
    until(&window, "document.activeElement?.dataset.testid === 'review-list'").await;
    control(&window, 'a').await;
    window.until_text("review-chosen", "chosen").await;
    keys(&window, "k").await;
    window.until_text("review-none", "decided").await;

    // What is to go; nothing has gone yet; then it has.
    let decided = keyturn(home, &server, &["review", "items", "--tab", "decided"]);
    let decided = decided["items"].as_array().expect("items");
    let goes = decided.iter().find(|item| item["state"] == "revoke").expect("one is to go");
    let id = goes["id"].as_str().expect("an id");
    let item = keyturn(home, &server, &["review", "items", id]);
    let principal = item["principal"].as_str().expect("a principal").to_owned();
    keys(&window, "g").await;
    window.until_text("act-dialog", goes["subject"].as_str().expect("a name")).await;
    window.picture("review-act-light").await;
    press(&window, Key::Escape).await;
    collect(&window).await;
    window.picture("review-collected-light").await;
    to_review(&window).await;
    window.picture("review-before-light").await;
    until(&window, "document.querySelector('[data-testid=review-removals]')?.innerText.includes('still there')").await;
    window.picture("review-still-there-light").await;
    server.mutate(|organisation| strip(organisation, &principal));
    collect(&window).await;
    to_review(&window).await;
    until(&window, "document.querySelector('[data-testid=review-removals]')?.innerText.includes('removed')").await;
    window.picture("review-removed-light").await;

    // Signed by two.
    keys(&window, "c").await;
    window.part("close-dialog").await;
    window.picture("review-close-light").await;
    write(&window, "close-second", "Bo Berg").await;
    write(&window, "close-says", "I checked a sample.").await;
    window.part("close-do").await.send_keys(Key::Enter.value().to_string()).await.expect("a key");
    window.until_text("review-signatures", "Bo Berg").await;
    window.picture("review-closed-light").await;

    // The pack, through the desktop's own dialogs.
    let pack = home.join("evidence.zip");
    keys(&window, "p").await;
    window.part("pack-dialog").await;
    press(&window, Key::Enter).await;
    window.answer_dialog("Write the pack", &pack).await;
    window.until_text("pack-written", "manifest.json.minisig").await;
    window.picture("review-pack-light").await;
    press(&window, Key::Escape).await;
    control(&window, 'k').await;
    keys(&window, "verify a pack").await;
    press(&window, Key::Enter).await;
    until(&window, "document.activeElement?.dataset.testid === 'verify-choose'").await;
    press(&window, Key::Enter).await;
    window.answer_dialog("Check a pack", &pack).await;
    window.css("[data-testid=\"verify-pack\"][data-holds=\"true\"]").await;
    window.picture("review-verified-light").await;
    window.close().await;
    let verified = keyturn(home, &server, &["verify", &pack.display().to_string()]);
    assert_eq!(verified["holds"], true);
}
