//! What the system says of a process, and the serving of the organisation in another one.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use keyturn_estate::{Options, Server, Spec, generate};
use keyturn_tests::estate::noon;

/// The argument that makes this program serve instead of measure.
pub(crate) const SERVE: &str = "--serve-estate";

/// An endpoint in a process of its own.
pub(crate) struct Served {
    child: Child,
    /// Where it answers.
    pub(crate) url: String,
    /// The access key id it knows.
    pub(crate) access_key_id: String,
    /// The regions of the organisation.
    pub(crate) regions: Vec<String>,
}

impl Served {
    pub(crate) fn start(secrets: u32, parameters: u32) -> Self {
        Self::of(&Spec::large(noon(), secrets, parameters))
    }

    /// Serves the organisation of this spec.
    pub(crate) fn of(spec: &Spec) -> Self {
        let numbers = [spec.secrets, spec.parameters, spec.accounts, spec.regions].map(|number| number.to_string());
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .arg(SERVE)
            .args(numbers)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server's process");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut next = || lines.next().expect("a line").expect("text");
        let (url, access_key_id) = (next(), next());
        let regions = next().split(' ').map(str::to_owned).collect();
        Self { child, url, access_key_id, regions }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Serves until standard input ends.
#[expect(clippy::print_stdout, reason = "the measuring process reads these lines")]
pub(crate) fn serve(arguments: &[String]) {
    let number = |index: usize| arguments.get(index).and_then(|text| text.parse().ok()).expect("a number");
    let large = Spec::large(noon(), number(0), number(1));
    let organisation = generate(&Spec { accounts: number(2), regions: number(3), ..large });
    let regions: Vec<String> = organisation.regions.iter().map(ToString::to_string).collect();
    let server = Server::start(organisation, Options::default()).expect("the endpoint");
    println!("{}\n{}\n{}", server.endpoint_url(), server.access_key_id(), regions.join(" "));
    let _until_the_end = std::io::stdin().lines().count();
}

/// Processor time of this process so far, user and system. Ticks of 10 ms, as Linux counts them.
pub(crate) fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("/proc");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = [11, 12].iter().filter_map(|index| fields.get(*index)?.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// The most memory that this process has held, in MiB.
pub(crate) fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
