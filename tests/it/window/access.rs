//! Access in the real window: from a secret to its readers to why, from the map by keys alone, findings with the
//! narrower text, a principal with what would change, and a collection as it comes.

use keyturn_tests::window::Window;
use thirtyfour::Key;

use super::{demo, keys, press, until};

/// What a copy puts on the clipboard, kept in `window.copied`: the page may write there, and nobody may read.
async fn listen_to_copies(window: &Window) {
    let script =
        "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }; return 1";
    window.script(script).await;
}

/// What was copied, once something was.
async fn copied(window: &Window) -> String {
    until(window, "window.copied").await;
    let text = window.script("const text = window.copied; window.copied = undefined; return text").await;
    text.as_str().expect("text").to_owned()
}

#[tokio::test]
async fn from_a_secret_in_the_list_to_its_readers_to_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = demo(&folder, (1280, 800)).await;
    listen_to_copies(&window).await;

    // The list says how many; those that many can read come first.
    window.secrets().await;
    window.part("filter-input").await.send_keys("store:sm readers:>3 key:customer").await.expect("typing");
    window.until_text("count", "showing").await;
    until(&window, "document.querySelector('[data-testid=secret-row]')?.dataset.arn?.includes(':secretsmanager:')")
        .await;
    window.picture("secrets-readers-light").await;
    window.css("[data-testid=\"secret-row\"]").await.click().await.expect("a click");
    until(&window, "document.querySelector('[data-testid=can-read] .readers li')").await;
    let shown = window.until_text("can-read", "can").await;
    assert!(shown.contains("role/") || shown.contains("user/") || shown.contains("SSO/"), "the first readers: {shown}");

    // All of them, by the key that the button shows.
    window.script("document.querySelector('#secrets-grid').focus(); return 1").await;
    keys(&window, "a").await;
    window.css("[data-testid=\"access-secret\"] [data-testid=\"reader-row\"]").await;
    window.picture("access-secret-light").await;
    let readers = window.count("[data-testid=\"reader-row\"]").await;
    assert!(readers > 3, "the filter asked for more than three: {readers}");

    // Why the first of them: the statement that allows, in its own words.
    window.script("document.querySelector('[data-rover]').focus(); return 1").await;
    press(&window, Key::Enter).await;
    let summary = window.until_text("why-summary", "can read").await;
    let allows = window.css("[data-testid=\"why-step\"][data-says=\"allows\"] pre").await;
    let statement = allows.text().await.expect("text");
    assert!(statement.contains("\"Effect\": \"Allow\""), "{statement}");
    window.picture("access-why-light").await;
    keys(&window, "c").await;
    let text = copied(&window).await;
    assert!(text.starts_with(summary.trim()) && text.contains("secretsmanager:GetSecretValue"), "{text}");
    assert!(text.contains("\"Effect\": \"Allow\""), "the copy has the statement: {text}");

    // With one open, the explanation follows the arrows; Escape leads back to the line.
    press(&window, Key::Escape).await;
    until(&window, "!document.querySelector('[data-testid=why]')").await;
    until(&window, "document.activeElement?.hasAttribute('data-rover')").await;
    press(&window, Key::Enter).await;
    window.part("why-summary").await;
    window.script("document.querySelector('[data-rover]').focus(); return 1").await;
    press(&window, Key::Down).await;
    until(&window, &format!("document.querySelector('[data-testid=why-summary]').innerText !== {summary:?}")).await;
    window.close().await;
}

#[tokio::test]
async fn from_the_map_to_a_cell_to_why_by_keys_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = demo(&folder, (1280, 800)).await;
    window.secrets().await;

    let chord = window.driver.action_chain().key_down(Key::Control).key_down('4').key_up('4').key_up(Key::Control);
    chord.perform().await.expect("keys are pressed");
    window.part("map-cell").await;
    window.picture("access-map-light").await;
    // Tab comes to the one cell that is a stop; arrows walk to one with readers.
    tab_to(&window, "document.activeElement?.dataset.testid === 'map-cell'").await;
    for _ in 0..40 {
        if window.script("return /can|condition/.test(document.activeElement.getAttribute('aria-label'))").await == true
        {
            break;
        }
        press(&window, Key::Right).await;
        if window.script("return document.activeElement.matches('span:last-child')").await == true {
            press(&window, Key::Home).await;
            press(&window, Key::Down).await;
        }
    }
    press(&window, Key::Enter).await;
    window.part("access-cell").await;
    until(&window, "document.activeElement?.dataset.testid === 'access-cell'").await;
    window.part("cell-secret").await;
    window.picture("access-cell-light").await;
    tab_to(&window, "document.activeElement?.dataset.testid === 'cell-secret'").await;
    press(&window, Key::Enter).await;
    window.until_text("why-summary", "read").await;
    until(&window, "document.activeElement?.dataset.testid === 'why'").await;

    // And back, a step for each Escape.
    press(&window, Key::Escape).await;
    until(&window, "!document.querySelector('[data-testid=why]')").await;
    window.part("access-cell").await;
    press(&window, Key::Escape).await;
    until(&window, "!document.querySelector('[data-testid=access-cell]')").await;
    until(&window, "document.activeElement?.dataset.testid === 'map-cell'").await;
    keys(&window, "t").await;
    window.part("access-map-table").await;
    window.close().await;
}

/// Presses Tab until this is true.
async fn tab_to(window: &Window, reached: &str) {
    for _ in 0..60 {
        if window.script(&format!("return Boolean({reached})")).await == true {
            return;
        }
        press(window, Key::Tab).await;
    }
    let at = window.script("return document.activeElement.outerHTML.slice(0, 200)").await;
    panic!("Tab never comes to {reached}; it is at {at}");
}

#[tokio::test]
async fn a_finding_has_the_narrower_text_and_leads_to_what_its_principal_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    let window = demo(&folder, (1280, 800)).await;
    listen_to_copies(&window).await;
    window.part("nav-access").await.click().await.expect("a click");
    window.part("map-cell").await;

    keys(&window, "4").await;
    window.part("access-finding-title").await;
    let rows = window.count("[data-testid=\"access-finding-row\"]").await;
    assert!(rows >= 4, "the demonstration has policies that are too wide: {rows}");
    for _ in 0..rows {
        if window.count("[data-testid=\"text-comes\"]").await > 0 {
            break;
        }
        keys(&window, "j").await;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let narrower = window.part("text-comes").await.text().await.expect("text");
    let found = window.part("text-goes").await.text().await.expect("text");
    assert!(!narrower.is_empty() && narrower != found, "{narrower}");
    window.picture("access-finding-light").await;
    keys(&window, "c").await;
    let text = copied(&window).await;
    assert!(narrower.contains(text.lines().next().expect("a line").trim()), "{text}");

    // A principal: on what its access rests, and what would change without each statement.
    keys(&window, "3").await;
    window.part("principal-row").await;
    window.until_text("statement-row", "removing this").await;
    window.picture("access-principal-light").await;
    let first = window.css("[data-testid=\"access-principal\"] h2").await.text().await.expect("text");
    keys(&window, "/").await;
    keys(&window, "role/").await;
    until(&window, "[...document.querySelectorAll('[data-testid=principal-row]')].length > 0").await;
    press(&window, Key::Enter).await;
    press(&window, Key::End).await;
    until(&window, &format!("document.querySelector('[data-testid=access-principal] h2').innerText !== {first:?}"))
        .await;
    window.close().await;
}

#[tokio::test]
async fn what_is_collected_is_shown_as_it_comes_and_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    // A demonstration that has never been filled fills itself: nobody asks for the map that appears.
    let window = Window::open(&["--demo", "--data-dir", &folder], &[], (1280, 800)).await;
    window.part("nav-access").await.click().await.expect("a click");
    window.part("access-empty").await;
    until(&window, "document.querySelector('[data-testid=map-cell]')").await;
    let readers = "[...document.querySelectorAll('[data-testid=count-can] b')].map(b => b.innerText).join()";
    keys(&window, "2").await;
    until(&window, &format!("{readers} !== ''")).await;

    // Collected again: by account while it runs, and its end is told.
    keys(&window, "5").await;
    window.css("[data-testid=\"input-row\"] time").await;
    let taken = "document.querySelector('[data-testid=input-row] time').getAttribute('datetime')";
    let before = window.script(&format!("return {taken}")).await;
    window.part("inputs-collect").await.click().await.expect("a click");
    window.part("access-dock").await;
    until(&window, "document.querySelector('[data-testid=access-progress] [data-state]')").await;
    window.picture("access-collecting-light").await;
    until(&window, &format!("{taken} !== {before}")).await;
    let dock = "document.querySelector('[data-testid=access-dock]').innerText";
    until(&window, &format!("{dock}.includes('Collected.')")).await;
    window.picture("access-collected-light").await;
    window.part("access-dock-close").await.click().await.expect("a click");
    until(&window, "!document.querySelector('[data-testid=access-dock]')").await;

    // And it can be stopped: what was known stays.
    window.part("inputs-collect").await.click().await.expect("a click");
    window.part("access-cancel").await.click().await.expect("a click");
    until(&window, &format!("/Stopped\\.|Collected\\./.test({dock})")).await;
    let rows = "[...document.querySelectorAll('[data-testid=input-row]')]";
    assert_eq!(window.script(&format!("return {rows}.some(row => /not collected/.test(row.innerText))")).await, false);
    keys(&window, "1").await;
    window.part("map-cell").await;
    window.close().await;
}

/// The parts of access as a person meets them, in both themes and sizes.
#[tokio::test]
async fn access_in_both_themes_and_sizes() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_string_lossy().into_owned();
    for (size, name) in [((1280, 800), "1280"), ((1920, 1080), "1920")] {
        let window = demo(&folder, size).await;
        window.part("nav-access").await.click().await.expect("a click");
        window.part("map-cell").await;
        for theme in ["light", "dark"] {
            window.script(&format!("document.documentElement.dataset.theme = '{theme}'; return 1")).await;
            for (key, part, shown) in [
                ("1", "map", "map-cell"),
                ("2", "secret", "reader-row"),
                ("3", "principal", "statement-row"),
                ("4", "findings", "access-finding-title"),
                ("5", "inputs", "input-row"),
            ] {
                keys(&window, key).await;
                window.part(shown).await;
                window.picture(&format!("access-{part}-{name}-{theme}")).await;
            }
            // Why the first reader of a secret, beside list and readers.
            keys(&window, "2").await;
            window.part("reader-row").await;
            window.script("document.querySelector('[data-rover]').click(); return 1").await;
            window.until_text("why-summary", "read").await;
            window.picture(&format!("access-why-{name}-{theme}")).await;
            press(&window, Key::Escape).await;
            until(&window, "!document.querySelector('[data-testid=why]')").await;
        }
        window.close().await;
    }
}
