//! The doctor in the real window: checked by keys alone, what the demonstration refuses, its account, the policy.

use thirtyfour::Key;

use super::{demo, keys, press, until};

#[tokio::test]
async fn the_doctor_tells_what_is_missing_and_shows_the_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = demo(&folder, (1280, 800)).await;
    window.secrets().await;

    // From coverage, and by the key that the button shows.
    window.part("nav-coverage").await.click().await.expect("a click");
    window.part("coverage-doctor").await.click().await.expect("a click");
    window.part("doctor-empty").await;
    keys(&window, "r").await;
    window.until_text("doctor-verdict", "1 action of 36 is refused somewhere.").await;
    window.until_text("doctor-sentence", "No ssm:DescribeParameters in").await;
    let first = window.until_text("doctor-sentence", "Parameter Store is not listed there").await;
    assert!(first.contains("data"), "the account of which a part is refused: {first}");
    until(&window, "document.querySelectorAll('[data-testid=doctor-check]').length === 6").await;
    window.picture("doctor-light").await;

    // The account that refuses: by keys, from the matrix.
    window.script("document.querySelector('[data-testid=doctor-matrix] td[data-state=refused], [data-testid=doctor-matrix] td[data-state=differs]').closest('tr').querySelector('button').focus(); return 1").await;
    press(&window, Key::Enter).await;
    until(&window, "document.querySelector('[data-testid=doctor-pane]')?.innerText.includes('1 action refused')").await;
    window.until_text("doctor-pane", "Allow ssm:DescribeParameters for the role that Keyturn uses there.").await;
    window.picture("doctor-account-light").await;
    press(&window, Key::Escape).await;
    until(&window, "!document.querySelector('[data-testid=doctor-pane]')").await;

    // The table says the same, the refusal first.
    keys(&window, "t").await;
    until(
        &window,
        "document.querySelector('[data-testid=doctor-table] tbody tr')?.innerText.includes('ssm:DescribeParameters')",
    )
    .await;

    // The policy is the one that the command line prints.
    keys(&window, "p").await;
    until(&window, "document.querySelector('[data-testid=doctor-policy-text]')?.textContent.length > 0").await;
    let text = window.script("return document.querySelector('[data-testid=doctor-policy-text]').textContent").await;
    let policy: serde_json::Value = serde_json::from_str(text.as_str().expect("text")).expect("the policy is JSON");
    assert_eq!(policy["Statement"].as_array().map(Vec::len), Some(3));
    window.close().await;
}
