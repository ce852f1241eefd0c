//! The matrix of a large organisation: `cargo bench -p keyturn-access --bench matrix`. Prints a table.
//!
//! Each measurement is a process of its own, so that its memory is its own.

mod organisation;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use keyturn_access::fast::{Changes, Compiled, Counts, Prints, compile};
use keyturn_access::plain::explain;
use keyturn_access::snapshot;
use keyturn_access::world::World;
use organisation::{Size, adversarial};
use serde_json::{Value, json};

/// What goes wrong in a benchmark ends it.
type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, file] = arguments.as_slice()
        && mode == "--measure"
    {
        return measure(Path::new(file));
    }
    // `cargo test` builds and runs benches too: only `cargo bench` says `--bench`.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let patterns: Vec<String> =
        (0..10_000).map(|of| format!("arn:aws:secretsmanager:*:*:secret:*/service-{of}*/data*-a1B2c3")).collect();
    let allow = |resource: Value, condition: Value| json!({"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": resource, "Condition": condition});
    let owner = json!({"StringEquals": {"aws:ResourceTag/owner": "${aws:username}"}});
    let worlds = [
        ("3,000 principals x 50,000 secrets, sparse", organisation::snapshot(Size::sparse(3_000, 50_000))),
        ("3,000 principals x 50,000 secrets, dense", organisation::snapshot(Size::dense(3_000, 50_000))),
        ("300 principals x 5,000 secrets", organisation::snapshot(Size::sparse(300, 5_000))),
        ("10,000 patterns with stars in the middle", adversarial(1, &allow(json!(patterns), json!({})))),
        (
            "a pattern of 40 stars",
            adversarial(1, &allow(json!(format!("arn:aws:secretsmanager:*:*:secret:{}b", "*a".repeat(40))), json!({}))),
        ),
        ("a tag of 50,000 values, 3,000 principals", adversarial(3_000, &allow(json!("*"), owner))),
    ];
    for (number, (name, value)) in worlds.into_iter().enumerate() {
        let file = folder.join(format!("matrix-{number}.json"));
        std::fs::write(&file, value.to_string())?;
        drop(value);
        let output = Command::new(std::env::current_exe()?).arg("--measure").arg(&file).output()?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{name}")?;
        out.write_all(&output.stdout)?;
        out.write_all(&output.stderr)?;
    }
    Ok(())
}

/// How long this process has been on a core, in milliseconds: others on the machine do not count.
fn spent() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

/// The most memory that this process had, in MB.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.map_or_else(|| "?".to_owned(), |kilobytes| format!("{} MB", kilobytes / 1024))
}

fn measure(file: &Path) -> Outcome {
    let mut table = String::new();
    let start = spent();
    let mut last = start;
    let mut lap = |table: &mut String, what: &str, note: String| {
        let milliseconds = spent() - last;
        writeln!(table, "  {what:<22} {milliseconds:>9.1} ms   {:>7}  {note}", peak())?;
        last = spent();
        Ok::<(), std::fmt::Error>(())
    };
    let text = std::fs::read_to_string(file)?;
    let bytes = text.len();
    let snapshot = snapshot::read(&text)?;
    drop(text);
    lap(&mut table, "snapshot from JSON", format!("{} kB", bytes / 1000))?;
    let world = World::of(&snapshot);
    drop(snapshot);
    let note = format!("{} policies, {} faults", world.policies.len(), world.faults.len());
    lap(&mut table, "policies parsed", note)?;
    let compiled = compile(&world);
    lap(&mut table, "compiled", String::new())?;
    let mut by_secret = vec![Counts::default(); world.secrets.len()];
    let mut rows = compiled.rows(None);
    let mut keys = 0;
    for principal in 0..world.principals.len() {
        let row = rows.row(principal);
        row.count_into(&mut by_secret);
        keys += row.cells().take(1).map(|cell| row.conditions(cell.secret).len()).sum::<usize>();
    }
    let sum = |of: fn(&Counts) -> u32| by_secret.iter().map(|counts| u64::from(of(counts))).sum::<u64>();
    let (can, conditional, unknown) = (sum(|c| c.can), sum(|c| c.conditional), sum(|c| c.unknown));
    let cells = world.principals.len() * world.secrets.len();
    let note =
        format!("{cells} cells: {can} can, {conditional} conditional, {unknown} unknown ({keys} keys looked at)");
    lap(&mut table, "rows and counts", note)?;
    let seconds = (spent() - start) / 1e3;
    writeln!(
        table,
        "  {:<22} {:>9.1} ms   {:>7}  {:.0} M cells/s",
        "in all",
        seconds * 1e3,
        peak(),
        f64::from(u32::try_from(cells).unwrap_or(u32::MAX)) / seconds / 1e6
    )?;
    drop(rows);
    drop(compiled);
    lap(&mut table, "dropped", String::new())?;

    // A single cell is shorter than what the system counts in: the sum of a hundred.
    let step = world.secrets.len() / 100;
    let principal = &world.principals[0];
    let legs: usize = world
        .secrets
        .iter()
        .step_by(step)
        .take(100)
        .map(|secret| explain(&world, principal, secret, None).store.len())
        .sum();
    lap(&mut table, "100 cells explained", format!("{legs} calls to the stores"))?;
    let prints = Prints::of(&world);
    let mut after = world.clone();
    after.secrets[0].tags.clear();
    after.secrets[1].tags.push(("new".to_owned(), "tag".to_owned()));
    lap(&mut table, "prints, a copy", String::new())?;
    let Changes { principals, secrets } = prints.changes(&Prints::of(&after));
    let some = Compiled::of(&after, &secrets);
    let mut rows = some.rows(None);
    let readers = (0..after.principals.len()).map(|principal| rows.row(principal).cells().count()).sum::<usize>();
    let note = format!("{} secrets, {} principals: {readers} cells", secrets.len(), principals.len());
    lap(&mut table, "what changed alone", note)?;
    std::io::stdout().lock().write_all(table.as_bytes())?;
    Ok(())
}
