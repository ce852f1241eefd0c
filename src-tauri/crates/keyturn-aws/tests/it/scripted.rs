//! A server that answers each AWS call as a test's script says, over plain HTTP written by hand: so that it can also
//! break off, stall and lie about lengths.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use keyturn_aws::{Connection, Rates, Target, discover};
use keyturn_domain::source::{Accounts, Source};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A call as the server sees it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The operation, such as `ListSecrets`.
    pub(crate) operation: String,
    /// The access key that signed it.
    pub(crate) access_key: String,
    /// The region of its signature.
    pub(crate) region: String,
    /// The JSON body; of the query protocol, its fields as strings.
    pub(crate) body: Value,
}

/// What the server does with a call.
pub(crate) enum Answer {
    /// Answers with this status, type and body.
    Body(u16, &'static str, String),
    /// Closes the connection without a word.
    Reset,
    /// Never answers.
    Stall,
    /// Promises more than it sends.
    Truncate(String),
}

pub(crate) fn json_of(value: &Value) -> Answer {
    Answer::Body(200, "application/x-amz-json-1.1", value.to_string())
}

pub(crate) fn error(status: u16, code: &str, message: &str) -> Answer {
    let body = json!({"__type": format!("com.amazonaws#{code}"), "message": message});
    Answer::Body(status, "application/x-amz-json-1.1", body.to_string())
}

/// An error of the query protocol, which STS speaks.
pub(crate) fn xml_error(status: u16, code: &str, message: &str) -> Answer {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
    );
    Answer::Body(status, "text/xml", body)
}

/// STS as AWS answers it: access key `KEY<account>` is that account; a role can be assumed in every account but
/// 999999999999.
pub(crate) fn sts(call: &Call) -> Option<Answer> {
    match call.operation.as_str() {
        "GetCallerIdentity" => {
            let account = call.access_key.trim_start_matches("KEY");
            Some(Answer::Body(
                200,
                "text/xml",
                format!(
                    "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
                     <GetCallerIdentityResult><Arn>arn:aws:iam::{account}:user/ana</Arn><UserId>U</UserId>\
                     <Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
                ),
            ))
        }
        "AssumeRole" => {
            let arn = call.body.get("RoleArn").and_then(Value::as_str).unwrap_or_default();
            let account = arn.split(':').nth(4).unwrap_or_default();
            if account == "999999999999" {
                let words = format!("User: x is not authorized to perform: sts:AssumeRole on resource: {arn}");
                return Some(xml_error(403, "AccessDenied", &words));
            }
            Some(Answer::Body(
                200,
                "text/xml",
                format!(
                    "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
                     <AssumedRoleUser><AssumedRoleId>R:keyturn</AssumedRoleId>\
                     <Arn>arn:aws:sts::{account}:assumed-role/Audit/keyturn</Arn></AssumedRoleUser><Credentials>\
                     <AccessKeyId>KEY{account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                     <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
                     </AssumeRoleResult></AssumeRoleResponse>"
                ),
            ))
        }
        _ => None,
    }
}

type Script = dyn Fn(&Call) -> Answer + Send + Sync;

/// The server; it stops when it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    calls: Arc<Mutex<Vec<Call>>>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Starts a server that answers STS by itself and everything else by `script`.
    pub(crate) async fn start(script: impl Fn(&Call) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let calls: Arc<Mutex<Vec<Call>>> = Arc::default();
        let (seen, script): (_, Arc<Script>) = (Arc::clone(&calls), Arc::new(script));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&seen)));
            }
        });
        Self { url, calls, accepting }
    }

    /// Every call so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().expect("not poisoned").clone()
    }

    /// How often an operation was called.
    pub(crate) fn count(&self, operation: &str) -> usize {
        self.calls().iter().filter(|call| call.operation == operation).count()
    }

    /// A connection to it, signed in as `account`, that gives up early.
    pub(crate) fn connection(&self, account: &str) -> Connection {
        Connection {
            rates: Rates::unlimited().patience(2, Duration::from_millis(5), Duration::from_millis(500)),
            ..Connection::to(self.url.clone(), format!("KEY{account}"), "s")
        }
    }

    /// The one target of an account, in these regions.
    pub(crate) async fn target(&self, account: &str, regions: &[&str]) -> Target {
        let mut found = discover(&self.connection(account), &[own(regions)]).await;
        assert_eq!(found.problems, []);
        found.targets.pop().expect("a target")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A source that reads its own account in these regions.
pub(crate) fn own(regions: &[&str]) -> Source {
    Source::new(None, Accounts::Own, regions.iter().map(|r| r.parse().expect("a region")).collect())
}

async fn serve(mut stream: TcpStream, script: Arc<Script>, seen: Arc<Mutex<Vec<Call>>>) {
    let mut buffer = Vec::new();
    while let Some((head, body)) = request(&mut stream, &mut buffer).await {
        let call = read_call(&head, &body);
        seen.lock().expect("not poisoned").push(call.clone());
        let answer = sts(&call).unwrap_or_else(|| script(&call));
        let (status, kind, body, promised) = match answer {
            Answer::Reset => return,
            Answer::Stall => return std::future::pending().await,
            Answer::Truncate(body) => (200, "application/x-amz-json-1.1", body.clone(), body.len() + 50),
            Answer::Body(status, kind, body) => (status, kind, body.clone(), body.len()),
        };
        let head = format!("HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {promised}\r\n\r\n");
        if stream.write_all(format!("{head}{body}").as_bytes()).await.is_err() || promised != body.len() {
            return;
        }
    }
}

/// The next request's head and body.
async fn request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<(String, String)> {
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(buffer.get(..end)?).into_owned();
            let length: usize = header(&head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            if buffer.len() >= end + 4 + length {
                let rest = buffer.split_off(end + 4 + length);
                let body = String::from_utf8_lossy(buffer.get(end + 4..)?).into_owned();
                *buffer = rest;
                return Some((head, body));
            }
        }
        let mut chunk = [0; 8192];
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        buffer.extend_from_slice(chunk.get(..read)?);
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, v)| v.trim())
}

fn read_call(head: &str, body: &str) -> Call {
    let scope: Vec<&str> = header(head, "authorization")
        .and_then(|value| value.split_once("Credential="))
        .map(|(_, rest)| rest.split([',', ' ']).next().unwrap_or_default().split('/').collect())
        .unwrap_or_default();
    let part = |index: usize| (*scope.get(index).unwrap_or(&"")).to_owned();
    let (operation, body) = if let Some(target) = header(head, "x-amz-target") {
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        (operation, serde_json::from_str(body).unwrap_or(Value::Null))
    } else {
        let fields: serde_json::Map<String, Value> = body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key.to_owned(), Value::from(value.replace("%3A", ":").replace("%2F", "/"))))
            .collect();
        let operation = fields.get("Action").and_then(Value::as_str).unwrap_or_default().to_owned();
        (operation, Value::Object(fields))
    };
    Call { operation, access_key: part(0), region: part(2), body }
}
