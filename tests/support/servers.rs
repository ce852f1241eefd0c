//! Servers that nobody here wrote, run for a test: moto, ministack, and microburst in front of one for faults.
//!
//! Each runs in a Python process of its own on a loopback port, under libfaketime with a clock file, so that what is
//! put into it can be made in the past. It ends with its [`Server`]; should the test be killed, its standard input
//! closes and it ends by itself (`tests/servers/serve.py`).

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a server may take to answer. moto imports half of AWS first, on a machine that builds beside it.
const PATIENCE: Duration = Duration::from_mins(2);

/// A server that can be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// moto: organisations, rotation, KMS.
    Moto,
    /// ministack: any account, IAM.
    Ministack,
    /// microburst: a proxy that answers with faults.
    Microburst,
}

impl Kind {
    /// Its name, as `serve.py` and `seed.py` take it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Moto => "moto",
            Self::Ministack => "ministack",
            Self::Microburst => "microburst",
        }
    }

    /// A path that it answers without credentials.
    fn health(self) -> &'static str {
        match self {
            Self::Moto => "/moto-api/data.json",
            Self::Ministack => "/_ministack/health",
            Self::Microburst => "/_microburst/health",
        }
    }
}

/// A running server. Dropping it ends it.
#[derive(Debug)]
pub struct Server {
    kind: Kind,
    address: SocketAddr,
    child: Child,
    folder: TempDir,
}

impl Server {
    /// Starts moto or ministack with a clock that can be turned back.
    pub fn start(kind: Kind) -> io::Result<Self> {
        Self::start_with(kind, &[])
    }

    /// Starts microburst in front of another server.
    pub fn in_front_of(upstream: &Self) -> io::Result<Self> {
        Self::start_with(Kind::Microburst, &[&upstream.endpoint()])
    }

    /// Another process may take the free port first: then another port.
    fn start_with(kind: Kind, more: &[&str]) -> io::Result<Self> {
        Self::try_start(kind, more).or_else(|_| Self::try_start(kind, more)).or_else(|_| Self::try_start(kind, more))
    }

    fn try_start(kind: Kind, more: &[&str]) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("clock"), "-0")?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let log = File::create(folder.path().join("log"))?;
        let mut command = python()?;
        command
            .arg(servers().join("serve.py"))
            .arg(kind.name())
            .args(more)
            .env("LD_PRELOAD", clock_library()?)
            .env("FAKETIME_TIMESTAMP_FILE", folder.path().join("clock"))
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            // Its work-around for an old glibc lets Python's waits for its lock end at once: ten times the CPU.
            .env("FAKETIME_FORCE_MONOTONIC_FIX", "0")
            // Each server has its own name for its port; set here, because none may set it itself (`serve.py`).
            .env("GATEWAY_PORT", address.port().to_string())
            .env("MOTO_PORT", address.port().to_string())
            .env("BIND_HOST", address.ip().to_string())
            // ministack keeps an event history of what it is asked for.
            .env("CLOUDTRAIL_RECORDING", "1")
            // ministack leaves a file with its process id there.
            .env("TMPDIR", folder.path())
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0);
        let child = command.spawn()?;
        let mut server = Self { kind, address, child, folder };
        server.wait_until_it_answers()?;
        Ok(server)
    }

    /// The address for `AWS_ENDPOINT_URL`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Fills the server with `seed.py` and returns what that did.
    pub fn seed(&self) -> io::Result<serde_json::Value> {
        self.run("seed.py")
    }

    /// Makes identities, policies, keys and secrets with `access.py` and returns what that made.
    pub fn make_access(&self) -> io::Result<serde_json::Value> {
        self.run("access.py")
    }

    /// ministack: reads secrets with `reads.py` and returns what that read.
    pub fn read(&self) -> io::Result<serde_json::Value> {
        self.run("reads.py")
    }

    fn run(&self, script: &str) -> io::Result<serde_json::Value> {
        let output = python()?
            .arg(servers().join(script))
            .args(["--server", self.kind.name(), "--endpoint", &self.endpoint(), "--clock"])
            .arg(self.folder.path().join("clock"))
            .output()?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(io::Error::other(format!("{script} failed on {}:\n{words}\n{}", self.kind.name(), self.log())));
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// microburst: replaces its rules.
    pub fn set_faults(&self, rules: &serde_json::Value) -> io::Result<()> {
        let (status, answer) = request(self.address, "POST", "/_microburst/rules", &rules.to_string())?;
        let kept = serde_json::from_str::<serde_json::Value>(&answer).ok();
        let asked = rules.as_array().map_or(0, Vec::len);
        if status == 200 && kept.as_ref().and_then(serde_json::Value::as_array).map(Vec::len) == Some(asked) {
            Ok(())
        } else {
            Err(io::Error::other(format!("microburst refused the rules ({status}): {answer}\n{}", self.log())))
        }
    }

    /// microburst: the faults that it answered with so far.
    pub fn fired(&self) -> io::Result<Vec<serde_json::Value>> {
        let (_, answer) = request(self.address, "GET", "/_microburst/fired?limit=10000", "")?;
        Ok(serde_json::from_str(&answer)?)
    }

    /// The end of what the server wrote, for a test that fails.
    pub fn log(&self) -> String {
        let log = fs::read(self.folder.path().join("log")).unwrap_or_default();
        let text = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = text.lines().collect();
        let end = lines.get(lines.len().saturating_sub(40)..).unwrap_or_default();
        format!("the end of {}'s log:\n{}", self.kind.name(), end.join("\n"))
    }

    fn wait_until_it_answers(&mut self) -> io::Result<()> {
        let began = Instant::now();
        loop {
            // First, so that nobody else's answer on the same port counts.
            if let Some(status) = self.child.try_wait()? {
                return Err(io::Error::other(format!("{} ended with {status}; {}", self.kind.name(), self.log())));
            }
            if request(self.address, "GET", self.kind.health(), "").is_ok() {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                return Err(io::Error::other(format!("{} does not answer; {}", self.kind.name(), self.log())));
            }
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The whole group: ministack may have workers. Nothing is left to do when one of them has ended already.
        let group = format!("-{}", self.child.id());
        drop(Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status());
        drop(self.child.wait());
    }
}

/// Python of the virtual environment that `make setup` makes.
pub fn python() -> io::Result<Command> {
    let python = package().join(".venv/bin/python");
    if !python.exists() {
        return Err(io::Error::other(
            "tests/.venv is missing: run `make setup`, or \
             `python3 -m venv tests/.venv && tests/.venv/bin/pip install -r tests/servers/requirements.txt`",
        ));
    }
    Ok(Command::new(python))
}

/// The folder of the Python sources.
pub fn servers() -> PathBuf {
    package().join("servers")
}

/// The folder of this package.
fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where the library is differs between systems; its own wrapper knows.
fn clock_library() -> io::Result<String> {
    let missing = |why: String| io::Error::other(format!("faketime is missing ({why}): run `make setup`"));
    let output = Command::new("faketime")
        .args(["-m", "-f", "+0", "printenv", "LD_PRELOAD"])
        .output()
        .map_err(|error| missing(error.to_string()))?;
    let path = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if path.is_empty() { Err(missing(String::from_utf8_lossy(&output.stderr).into_owned())) } else { Ok(path) }
}

/// A port that is free now. Neither moto nor ministack can say which one it took by itself.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// One request without credentials, and the status and body of its answer.
fn request(address: SocketAddr, method: &str, path: &str, body: &str) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.ok_or(io::ErrorKind::InvalidData)?, body.to_owned()))
}
