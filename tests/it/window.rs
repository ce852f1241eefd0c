//! The real window, walked as a person walks it.

mod access;
mod desktop;
mod doctor;
mod incident;
mod instance;
mod reads;
mod review;
mod rotation;
mod sign_in;

use keyturn_tests::program::built;
use keyturn_tests::window::Window;
use thirtyfour::prelude::*;

/// Types into the focused element.
async fn keys(window: &Window, keys: impl AsRef<str>) {
    let typed = window.driver.action_chain().send_keys(keys.as_ref());
    typed.perform().await.expect("keys are typed");
}

/// Presses one key that is no character.
async fn press(window: &Window, key: Key) {
    keys(window, key.value().to_string()).await;
}

/// Waits until this expression is true in the page. Generous: it bounds a failure.
async fn until(window: &Window, expression: &str) {
    for _ in 0..1200 {
        if window.script(&format!("return Boolean({expression})")).await == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("never true: {expression}");
}

/// A window of this size on a demonstration that has been synced and has collected CloudTrail and access.
async fn demo(folder: &str, size: (u32, u32)) -> Window {
    let output = std::process::Command::new(built("keyturn"))
        .args(["demo", "--data-dir", folder])
        .output()
        .expect("keyturn runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Window::open(&["--data-dir", folder], &[], size).await
}

#[tokio::test]
async fn a_person_opens_the_demo_and_finds_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = Window::open(&["--demo", "--data-dir", &folder], &[], (1280, 800)).await;

    // It syncs by itself the first time; a sync that a person starts says what it could not read.
    window.part("demo-banner").await;
    window.secrets().await;
    window.part("sync-button").await.click().await.expect("a click");
    let report = window.until_text("sync-report", "ssm:DescribeParameters").await;
    assert!(report.contains("data"), "the report names the account that was not read: {report}");
    window.picture("report-light").await;
    keys(&window, Key::Escape.value().to_string()).await;

    // Filtering by typing.
    let all = window.until_text("count", "").await;
    window.part("filter-input").await.send_keys("store:ssm stripe").await.expect("typing");
    let filtered = window.until_text("count", "showing").await;
    assert_ne!(all, filtered);
    // The list follows each key: what was typed last stands when every row fits it.
    let rows = "[...document.querySelectorAll('[data-testid=secret-row]')]";
    until(&window, &format!("{rows}.length > 0 && {rows}.every(row => /stripe/i.test(row.dataset.arn))")).await;
    window.picture("filtered-light").await;
    let rows = window.driver.find_all(By::Css("[data-testid=\"secret-row\"]")).await.expect("rows");
    assert!(!rows.is_empty(), "the made-up organisation has Stripe keys");
    for row in &rows {
        let arn = row.attr("data-arn").await.expect("an attribute").expect("each row names its secret");
        assert!(arn.contains(":ssm:") && arn.to_lowercase().contains("stripe"), "{arn}");
    }

    // Opening one, and writing a note that is still there after the window was closed.
    rows[0].click().await.expect("a click");
    window.part("secret-detail").await;
    window.picture("secret-light").await;
    window.part("note-edit").await.click().await.expect("a click");
    window.part("note-input").await.send_keys("Rolled with **the webhook**.").await.expect("typing");
    window.part("note-save").await.click().await.expect("a click");
    window.until_text("secret-detail", "Rolled with the webhook.").await;

    // A note that holds a secret is refused, and the text stays.
    window.part("note-edit").await.click().await.expect("a click");
    let input = window.part("note-input").await;
    input.send_keys(concat!(" sk_live", "_4eC39HqLyjWDarjtT1zdp7dc")).await.expect("typing");
    window.part("note-save").await.click().await.expect("a click");
    window.until_text("secret-detail", "looks like").await;
    let kept = window.part("note-input").await.value().await.expect("a value").unwrap_or_default();
    assert!(kept.contains("sk_live"), "what was typed stays: {kept}");
    window.close().await;

    let again = Window::open(&["--data-dir", &folder], &[], (1280, 800)).await;
    again.part("demo-banner").await;
    again.secrets().await;
    again.part("filter-input").await.send_keys("is:noted").await.expect("typing");
    again.until_text("count", "showing 1").await;
    again.css("[data-testid=\"secret-row\"]").await.click().await.expect("a click");
    again.until_text("secret-detail", "Rolled with the webhook.").await;

    // What was not read has its own place.
    again.part("nav-coverage").await.click().await.expect("a click");
    again.css("[data-testid=\"coverage-cell\"][data-state=\"failed\"]").await;
    again.picture("coverage-light").await;
    again.close().await;
}

#[tokio::test]
async fn the_main_views_in_both_themes_and_sizes() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    for (size, name) in [((1280, 800), "1280"), ((1920, 1080), "1920")] {
        let window = demo(&folder, size).await;
        window.secrets().await;
        for theme in ["light", "dark"] {
            window.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            for place in ["today", "secrets", "access", "reads", "coverage", "activity", "settings"] {
                window.part(&format!("nav-{place}")).await.click().await.expect("a click");
                let title = format!("{}{}", place[..1].to_uppercase(), &place[1..]);
                until(&window, &format!("document.querySelector('main h1')?.innerText.startsWith('{title}')")).await;
                window.picture(&format!("{place}-{name}-{theme}")).await;
            }
        }
        window.close().await;
    }
}

#[tokio::test]
async fn without_a_keyring_a_passphrase_is_chosen_and_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_string_lossy().into_owned();
    let arguments = ["--no-keyring", "--data-dir", &path];
    let window = Window::open(&arguments, &[], (1280, 800)).await;
    let field = window.part("unlock-passphrase").await;
    window.picture("first-start-light").await;
    field.send_keys("too short").await.expect("typing");
    window.part("unlock-again").await.send_keys("too short").await.expect("typing");
    window.part("unlock-submit").await.click().await.expect("a click");
    window.css("[data-testid=\"unlock-passphrase\"][aria-invalid=\"true\"]").await;
    assert!(!folder.path().join("keyturn.db").exists(), "nothing is made before a passphrase is chosen");
    for part in ["unlock-passphrase", "unlock-again"] {
        let field = window.part(part).await;
        field.clear().await.expect("clearing");
        field.send_keys("correct horse battery").await.expect("typing");
    }
    window.part("unlock-submit").await.click().await.expect("a click");
    window.part("first-run").await;
    window.picture("first-run-light").await;
    window.close().await;

    let again = Window::open(&arguments, &[], (1280, 800)).await;
    let field = again.part("unlock-passphrase").await;
    field.send_keys("wrong horse battery").await.expect("typing");
    again.part("unlock-submit").await.click().await.expect("a click");
    again.until_text("lock-passphrase_needed", "does not open").await;
    field.clear().await.expect("clearing");
    field.send_keys("correct horse battery").await.expect("typing");
    again.part("unlock-submit").await.click().await.expect("a click");
    again.part("first-run").await;
    again.close().await;
}

#[tokio::test]
async fn the_window_reaches_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = Window::open(&["--demo", "--data-dir", &folder], &[], (1280, 800)).await;
    window.part("demo-banner").await;
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("its address").port();
    listener.set_nonblocking(true).expect("not blocking");
    for attempt in [
        format!("return fetch('http://127.0.0.1:{port}/').then(() => 'reached', () => 'refused')"),
        format!(
            "return new Promise(end => {{ const i = new Image(); i.onload = () => end('reached'); \
             i.onerror = () => end('refused'); i.src = 'http://127.0.0.1:{port}/x.png'; }})"
        ),
        "try { return eval('1') ? 'reached' : ''; } catch { return 'refused'; }".to_owned(),
        "return window.__TAURI__ === undefined ? 'refused' : 'reached'".to_owned(),
    ] {
        assert_eq!(window.script(&attempt).await, "refused", "{attempt}");
    }
    window.script(&format!("location.href = 'http://127.0.0.1:{port}/'; return 1")).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    window.part("demo-banner").await;
    assert!(listener.accept().is_err(), "nothing connected to the listener");
    window.close().await;
}
