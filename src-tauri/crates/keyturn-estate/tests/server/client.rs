//! The least HTTP client there is: one connection for each call, read to its end.

use std::io::{Read, Write};
use std::net::TcpStream;

use keyturn_estate::{Options, Organisation, Server, Spec, generate};
use serde_json::Value;

/// The management account of the demo.
pub(crate) const ACCOUNT: &str = "111122223333";

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// 0 where the connection ended before a status line.
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// The error's code, in either protocol.
    pub(crate) fn code(&self) -> String {
        let json = self.json();
        let code = json["__type"].as_str().or_else(|| self.body.split("<Code>").nth(1)?.split("</Code>").next());
        code.unwrap_or_default().to_owned()
    }
}

pub(crate) fn organisation() -> Organisation {
    generate(&Spec::demo("2026-03-02T09:30:00Z".parse().expect("an instant")))
}

pub(crate) fn start(options: Options) -> Server {
    Server::start(organisation(), options).expect("the endpoint starts")
}

/// A call as somebody of this account makes it, in this region.
#[derive(Clone, Copy)]
pub(crate) struct From<'a> {
    pub(crate) server: &'a Server,
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
}

impl<'a> From<'a> {
    pub(crate) fn home(server: &'a Server) -> Self {
        Self { server, account: ACCOUNT, region: "us-east-1" }
    }

    /// A call by its label, such as `SSM.DescribeParameters`; the input of an STS call is a form.
    pub(crate) fn call(self, label: &str, input: &str) -> Answer {
        let (service, operation) = label.split_once('.').expect("service and operation");
        let (scope, target) = match service {
            "SSM" => ("ssm", "AmazonSSM"),
            "SecretsManager" => ("secretsmanager", "secretsmanager"),
            "Tagging" => ("tagging", "ResourceGroupsTaggingAPI_20170126"),
            "KMS" => ("kms", "TrentService"),
            "CloudTrail" => ("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"),
            "Organizations" => ("organizations", "AWSOrganizationsV20161128"),
            _ => ("sts", ""),
        };
        let headers = if target.is_empty() {
            "content-type: application/x-www-form-urlencoded\r\n".to_owned()
        } else {
            format!("content-type: application/x-amz-json-1.1\r\nx-amz-target: {target}.{operation}\r\n")
        };
        let form = format!("Action={operation}&Version=2011-06-15&{input}");
        let body = if target.is_empty() { form.as_str() } else { input };
        self.send(scope, &headers, body)
    }

    /// A request with these headers, signed for this service.
    pub(crate) fn send(self, scope: &str, headers: &str, body: &str) -> Answer {
        self.request("POST", "/", scope, headers, body)
    }

    /// A plain GET of this path and query, signed for this service.
    pub(crate) fn get(self, scope: &str, target: &str) -> Answer {
        self.request("GET", target, scope, "", "")
    }

    fn request(self, method: &str, target: &str, scope: &str, headers: &str, body: &str) -> Answer {
        let address = self.server.endpoint_url().replace("http://", "");
        let mut stream = TcpStream::connect(&address).expect("the endpoint listens");
        let (account, region) = (self.account, self.region);
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\nauthorization: \
             AWS4-HMAC-SHA256 Credential=AKIADEMO{account}/20260302/{region}/{scope}/aws4_request, \
             SignedHeaders=host, Signature=00\r\n{headers}\r\n{body}",
            body.len(),
        )
        .expect("the request is sent");
        let mut bytes = Vec::new();
        // A connection that is cut is what some tests are about: what came until then counts.
        drop(stream.read_to_end(&mut bytes));
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }
}
