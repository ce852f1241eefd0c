//! The real window on 50,000 secrets.

use std::path::Path;
use std::time::Duration;

use keyturn_tests::program;
use keyturn_tests::window::Window;
use tempfile::TempDir;

use crate::{millis, percentile_95, row};

/// Types one character after another and notes how long each takes until the frame with the rows that it asked for.
const TYPING: &str = r#"
const done = arguments[arguments.length - 1];
const input = document.querySelector('[data-testid="filter-input"]');
const list = document.querySelector('[role="grid"]');
const samples = [];
const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
const drawn = () => new Promise(end => requestAnimationFrame(() => requestAnimationFrame(end)));
const turn = () => new Promise(end => { const channel = new MessageChannel(); channel.port1.onmessage = end; channel.port2.postMessage(0); });
async function type(text) {
  const start = performance.now();
  set.call(input, text);
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  do await turn(); while (list.getAttribute('aria-busy') === 'true' && performance.now() - start < 5000);
  await new Promise(requestAnimationFrame);
  samples.push(performance.now() - start);
  await drawn();
}
(async () => {
  for (const word of ['stripe', 'database', 'store:ssm prod', 'postgres', 'web key']) {
    for (let end = 1; end <= word.length; end++) await type(word.slice(0, end));
    await type('');
  }
  done(samples);
})();
"#;

/// Scrolls through the list and notes the time between frames.
const SCROLLING: &str = r#"
const done = arguments[arguments.length - 1];
const list = document.querySelector('[role="grid"]');
const frames = [];
let last = performance.now();
let count = 0;
function frame(now) {
  frames.push(now - last);
  last = now;
  list.scrollTop += 240;
  if (++count < 300) requestAnimationFrame(frame); else done(frames.slice(2));
}
requestAnimationFrame(frame);
"#;

pub(crate) async fn measure(folder: &TempDir) {
    let program = program::built("keyturn-desktop");
    let passphrase = passphrase_file(folder.path());
    let path = folder.path().to_string_lossy().into_owned();
    let environment = [("KEYTURN_PASSPHRASE_FILE", passphrase.as_str())];
    let mut starts = Vec::new();
    let mut paints = Vec::new();
    for round in 0..5 {
        let window =
            Window::open_program(&program, &["--no-keyring", "--data-dir", &path], &environment, (1280, 800)).await;
        window.part("today-beside").await;
        let marks = window.script("return [performance.timeOrigin, window.performance.getEntriesByName('today-visible')[0]?.startTime ?? -1]").await;
        let origin = marks[0].as_f64().unwrap_or_default();
        let today = marks[1].as_f64().unwrap_or_default();
        let process = process_start(&program);
        starts.push(Duration::from_secs_f64((origin + today - process).max(0.0) / 1000.0));
        paints.push(Duration::from_secs_f64(today.max(0.0) / 1000.0));
        window.secrets().await;
        if round == 4 {
            measure_typing(&window).await;
            measure_scrolling(&window).await;
        }
        window.close().await;
    }
    row("process start → Today visible, median of 5", &millis(median(&mut starts)), "target ≤ 1 s");
    row("page start → Today visible, median of 5", &millis(median(&mut paints)), "");
}

async fn measure_typing(window: &Window) {
    let found = window.driver.execute_async(TYPING, vec![]).await.expect("typing");
    let mut samples = durations(found.json());
    let count = samples.len();
    row(
        &format!("keystroke → rows, 95th percentile of {count}"),
        &millis(percentile_95(&mut samples)),
        "target ≤ 50 ms",
    );
    row("keystroke → rows, median", &millis(median(&mut samples)), "");
}

async fn measure_scrolling(window: &Window) {
    let found = window.driver.execute_async(SCROLLING, vec![]).await.expect("scrolling");
    let mut frames = durations(found.json());
    let slow = frames.iter().filter(|frame| **frame > Duration::from_millis(33)).count();
    row("scrolling: frames over 33 ms", &format!("{slow} of {}", frames.len()), "target 0");
    row("scrolling: 95th percentile of frames", &millis(percentile_95(&mut frames)), "");
}

fn durations(json: &serde_json::Value) -> Vec<Duration> {
    let samples = json.as_array().cloned().unwrap_or_default();
    samples.iter().filter_map(serde_json::Value::as_f64).map(|ms| Duration::from_secs_f64(ms / 1000.0)).collect()
}

fn median(samples: &mut [Duration]) -> Duration {
    samples.sort_unstable();
    samples.get(samples.len() / 2).copied().unwrap_or_default()
}

fn passphrase_file(folder: &Path) -> String {
    let path = folder.join("passphrase");
    std::fs::write(&path, "a passphrase for tests\n").expect("a file");
    path.to_string_lossy().into_owned()
}

/// When the newest process of this program began, in milliseconds since 1970. Linux counts it in ticks of 10 ms.
fn process_start(program: &Path) -> f64 {
    let name = program.file_name().map(|name| name.to_string_lossy().chars().take(15).collect::<String>());
    let boot = std::fs::read_to_string("/proc/stat").expect("/proc");
    let boot: f64 = boot
        .lines()
        .find_map(|line| line.strip_prefix("btime "))
        .and_then(|text| text.trim().parse().ok())
        .expect("the time of boot");
    let uptime = std::fs::read_to_string("/proc/uptime").expect("/proc");
    let uptime: f64 = uptime.split(' ').next().and_then(|text| text.parse().ok()).expect("the time since boot");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_secs_f64();
    // btime is whole seconds; now - uptime is the same instant to the tick.
    let boot = if (now - uptime - boot).abs() < 2.0 { now - uptime } else { boot };
    let starts = std::fs::read_dir("/proc").expect("/proc").filter_map(Result::ok).filter_map(|entry| {
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let (head, tail) = stat.rsplit_once(')')?;
        let this = head.split_once('(')?.1;
        (Some(this) == name.as_deref()).then(|| tail.split_whitespace().nth(19)?.parse::<f64>().ok())?
    });
    let ticks = starts.fold(0.0, f64::max);
    (boot + ticks / 100.0) * 1000.0
}
