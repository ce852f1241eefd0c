//! Serves the demo's organisation on 127.0.0.1, for other tools to try.
//!
//! `cargo run -p keyturn-estate --example serve -- [port] [secrets parameters]` prints what to export, and serves
//! until it is stopped. Without a port it takes a free one.

use std::io::Write;
use std::sync::Arc;

use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Fault, Options, Server, Spec, TrafficSpec, generate, traffic};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<Vec<u32>, _>>()?;
    let now = chrono::Utc::now();
    let (spec, port) = match *numbers.as_slice() {
        [] => (Spec::demo(now), 0),
        [port] => (Spec::demo(now), port),
        [port, secrets, parameters] => (Spec::large(now, secrets, parameters), port),
        _ => return Err("give a port, or a port, a number of secrets and a number of parameters".into()),
    };
    let organisation = generate(&spec);
    // The demo shows a partial reading; a benchmark reads everything.
    let faults = if numbers.len() < 3 { Fault::demo(&organisation) } else { Vec::new() };
    let events = Arc::new(traffic::generate(&organisation, &TrafficSpec::demo()));
    let port = u16::try_from(port)?;
    let server = Server::start(organisation, Options { port, faults, traffic: Some(events), ..Options::default() })?;
    server.show_events_until(now + chrono::Duration::hours(1));
    let mut out = std::io::stdout();
    writeln!(out, "export AWS_ENDPOINT_URL={}", server.endpoint_url())?;
    writeln!(out, "export AWS_ACCESS_KEY_ID={} AWS_SECRET_ACCESS_KEY={SECRET_ACCESS_KEY}", server.access_key_id())?;
    writeln!(out, "export AWS_REGION=us-east-1")?;
    out.flush()?;
    loop {
        std::thread::park();
    }
}
