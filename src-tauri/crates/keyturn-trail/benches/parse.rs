//! Files like the trail bucket's, packed, to the events that are wanted: records a second on one core.

#![expect(clippy::expect_used, reason = "a measurement that cannot be made ends the program")]

use std::io::Write;
use std::ops::ControlFlow;

use divan::counter::{BytesCount, ItemsCount};
use flate2::Compression;
use flate2::write::GzEncoder;
use keyturn_trail::envelope::{Limits, events};
use keyturn_trail::resolve::Index;

/// How many records a file has: CloudTrail's hold some thousands at most.
const RECORDS: usize = 20_000;

fn main() {
    divan::main();
}

/// A record of about 1.4 kB; every tenth is wanted.
fn record(i: usize) -> String {
    let (source, name, request) = if i.is_multiple_of(10) {
        ("secretsmanager", "GetSecretValue", format!("{{\"secretId\":\"prod/service-{}/db\"}}", i % 400))
    } else {
        let group = format!("{{\"groupId\":\"sg-{i:017x}\"}},").repeat(9);
        ("ec2", "DescribeInstances", format!("{{\"instancesSet\":{{\"items\":[{group}{{}}]}},\"filterSet\":{{}}}}"))
    };
    format!(
        r#"{{"eventVersion":"1.11","userIdentity":{{"type":"AssumedRole","principalId":"AROAEXAMPLEEXAMPLE:task-{i}","arn":"arn:aws:sts::111122223333:assumed-role/web-{role}/task-{i}","accountId":"111122223333","accessKeyId":"ASIAIOSFODNN7EXAMPLE","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROAEXAMPLEEXAMPLE","arn":"arn:aws:iam::111122223333:role/web-{role}","accountId":"111122223333","userName":"web-{role}"}},"attributes":{{"creationDate":"2026-07-31T12:00:00Z","mfaAuthenticated":"false"}}}}}},"eventTime":"2026-07-31T12:{minute:02}:52Z","eventSource":"{source}.amazonaws.com","eventName":"{name}","awsRegion":"eu-west-1","sourceIPAddress":"10.0.{minute}.7","userAgent":"aws-sdk-go-v2/1.24.0 os/linux lang/go#1.22 md/GOOS#linux md/GOARCH#amd64","requestParameters":{request},"responseElements":null,"requestID":"{i:08x}-1111-2222-3333-444455556666","eventID":"{i:08x}-7777-8888-9999-{i:012x}","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{source}.eu-west-1.amazonaws.com"}}}}"#,
        role = i % 40,
        minute = i % 60,
    )
}

#[divan::bench(sample_count = 10)]
fn packed_file_to_wanted_events(bencher: divan::Bencher<'_, '_>) {
    let records: Vec<String> = (0..RECORDS).map(record).collect();
    let text = format!("{{\"Records\":[{}]}}", records.join(","));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory takes it");
    let bytes = encoder.finish().expect("memory takes it");
    bencher.counter(ItemsCount::new(RECORDS)).counter(BytesCount::new(text.len())).bench(|| {
        events(&bytes[..], &Limits::default(), &Index::default(), |event| {
            divan::black_box(event);
            ControlFlow::Continue(())
        })
        .wanted
    });
}
