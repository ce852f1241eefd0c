//! Reading the event history: pages, what stops them, and going on.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use keyturn_aws::Target;
use keyturn_aws::lookup::{Ask, By, LookupReader, Page, plan};
use keyturn_domain::problem::{Hidden, Problem, Reason};
use serde_json::{Value, json};

use crate::scripted::{Answer, Call, Server, error, json_of};

const ACCOUNT: &str = "111122223333";

/// Seconds since 1970 of events, newest first: several a second, a second that fills more than a page, gaps.
const TIMES: [i64; 17] = [990, 990, 985, 980, 980, 980, 980, 980, 980, 980, 970, 960, 960, 959, 930, 900, 900];

fn event(index: usize, second: i64) -> Value {
    json!({
        "EventId": format!("e-{index}"), "EventName": "GetSecretValue", "EventTime": second,
        "CloudTrailEvent": format!("{{\"eventID\":\"e-{index}\",\"at\":{second}}}")
    })
}

fn record(index: usize, second: i64) -> String {
    format!("{{\"eventID\":\"e-{index}\",\"at\":{second}}}")
}

/// Every record of an interval that holds its beginning and not its end.
fn records(from: i64, to: i64) -> Vec<String> {
    let within = TIMES.iter().enumerate().filter(|(_, second)| (from..to).contains(*second));
    within.map(|(index, &second)| record(index, second)).collect()
}

/// CloudTrail as it is documented: both ends of the range included, newest first; a token stands for the same request.
fn cloudtrail(call: &Call, size: usize) -> Answer {
    assert_eq!(call.operation, "LookupEvents");
    let bound = |name: &str| call.body[name].as_i64().expect("whole seconds");
    let range = bound("StartTime")..=bound("EndTime");
    let all: Vec<Value> = TIMES
        .iter()
        .enumerate()
        .filter(|(_, second)| range.contains(*second))
        .map(|(index, &second)| event(index, second))
        .collect();
    let request = format!("{}-{}", range.start(), range.end());
    let at = match call.body["NextToken"].as_str().map(|token| token.split_once('/').expect("a token")) {
        None => 0,
        Some((of, at)) if of == request => at.parse().expect("a place"),
        Some(_) => return error(400, "InvalidNextTokenException", "a token of another request"),
    };
    let page: Vec<&Value> = all.iter().skip(at).take(size).collect();
    let mut answer = json!({"Events": page});
    if at + size < all.len() {
        answer["NextToken"] = json!(format!("{request}/{}", at + size));
    }
    json_of(&answer)
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(second, 0).expect("an instant")
}

fn ask() -> Ask {
    plan().into_iter().find(|ask| ask.by == By::Name("GetParameter")).expect("an ask")
}

fn reader(target: &Target, from: i64, to: i64) -> LookupReader {
    target.lookup(&target.regions[0], ask(), at(from), at(to))
}

/// Reads up to `most` pages: each must hold its interval's records and no others, and they must adjoin.
async fn read(reader: &mut LookupReader, mut to: i64, most: usize) -> Result<(Vec<String>, i64, bool), Problem> {
    let mut all = Vec::new();
    for _ in 0..most {
        let page = reader.next_page().await?;
        assert_eq!(page.to, at(to), "pages adjoin");
        assert_eq!(page.records, records(page.from.timestamp(), to), "a page is its interval");
        to = page.from.timestamp();
        all.extend(page.records);
        if page.ended {
            return Ok((all, to, true));
        }
    }
    Ok((all, to, false))
}

#[tokio::test]
async fn every_event_is_read_once_newest_first() {
    for size in 1..=TIMES.len() + 1 {
        let server = Server::start(move |call| cloudtrail(call, size)).await;
        let target = server.target(ACCOUNT, &["eu-west-1"]).await;
        // All; one that begins and ends within a crowded second's neighbours; nothing; a single second.
        for (from, to) in [(800, 1000), (900, 991), (901, 990), (960, 981), (700, 800), (980, 981)] {
            let found = read(&mut reader(&target, from, to), to, usize::MAX).await.expect("a listing");
            assert_eq!(found, (records(from, to), from, true), "{from} to {to} by {size}");
        }
    }
}

#[tokio::test]
async fn a_listing_that_was_stopped_anywhere_goes_on_without_loss_or_repetition() {
    for size in [1, 2, 3, 5, 7, 8] {
        let server = Server::start(move |call| cloudtrail(call, size)).await;
        let target = server.target(ACCOUNT, &["eu-west-1"]).await;
        for stop in 1..TIMES.len() {
            let (mut all, left, ended) = read(&mut reader(&target, 800, 1000), 1000, stop).await.expect("pages");
            if !ended {
                let (rest, ..) = read(&mut reader(&target, 800, left), left, usize::MAX).await.expect("the rest");
                all.extend(rest);
            }
            assert_eq!(all, records(800, 1000), "pages of {size}, stopped after {stop}");
        }
    }
}

#[tokio::test]
async fn the_call_is_as_documented() {
    let server = Server::start(|call| cloudtrail(call, 50)).await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    for (ask, key, value) in
        [(ask(), "EventName", "GetParameter"), (plan()[0], "EventSource", "secretsmanager.amazonaws.com")]
    {
        let (from, to) =
            (at(900) + chrono::TimeDelta::milliseconds(400), at(990) + chrono::TimeDelta::milliseconds(700));
        let page = target.lookup(&target.regions[0], ask, from, to).next_page().await.expect("a page");
        assert_eq!((page.from, page.to), (at(900), at(990)), "a second that has not ended is left for later");
        let call = server.calls().pop().expect("a call");
        assert_eq!(
            call.body,
            json!({
                "LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}],
                "StartTime": 900, "EndTime": 989, "MaxResults": 50
            })
        );
    }
}

#[tokio::test]
async fn an_interval_of_nothing_costs_no_call() {
    let server = Server::start(|call| cloudtrail(call, 50)).await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    for (from, to) in [(900, 900), (901, 900)] {
        let mut reader = reader(&target, from, to);
        let nothing = Page { records: vec![], from: at(from), to: at(from), ended: true };
        assert_eq!(reader.next_page().await, Ok(nothing.clone()));
        assert_eq!(reader.next_page().await, Ok(nothing));
    }
    assert_eq!(server.count("LookupEvents"), 0);
}

#[tokio::test]
async fn an_expired_token_costs_a_second_request_and_no_event() {
    for size in [1, 2, 3, 8] {
        for expired in 0..TIMES.len().div_ceil(size) - 1 {
            let used = AtomicUsize::new(0);
            let server = Server::start(move |call| {
                if call.body["NextToken"].is_string() && used.fetch_add(1, Ordering::SeqCst) == expired {
                    return error(400, "InvalidNextTokenException", "Invalid token or token has expired");
                }
                cloudtrail(call, size)
            })
            .await;
            let target = server.target(ACCOUNT, &["eu-west-1"]).await;
            let found = read(&mut reader(&target, 800, 1000), 1000, usize::MAX).await;
            assert_eq!(found, Ok((records(800, 1000), 800, true)), "token {expired} of pages of {size}");
        }
    }
}

#[tokio::test]
async fn a_token_that_never_holds_is_a_problem_and_not_a_circle() {
    let server = Server::start(|call| {
        if call.body["NextToken"].is_string() {
            return error(400, "InvalidNextTokenException", "Invalid token or token has expired");
        }
        cloudtrail(call, 3)
    })
    .await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let mut stuck = reader(&target, 800, 1000);
    let problem = read(&mut stuck, 1000, usize::MAX).await.expect_err("a second of seven events on pages of three");
    assert_eq!((problem.reason, problem.hides), (Reason::ServiceFailed, Hidden::Reads));
    assert!(server.count("LookupEvents") < 12, "{}", server.count("LookupEvents"));
    // What came before it was read.
    let mut again = reader(&target, 981, 1000);
    assert_eq!(read(&mut again, 1000, usize::MAX).await, Ok((records(981, 1000), 981, true)));
}

#[tokio::test]
async fn refusals_hide_reads() {
    for (index, (code, reason)) in [
        ("AccessDeniedException", Reason::MissingAction),
        ("ThrottlingException", Reason::Throttled),
        ("ExpiredTokenException", Reason::ExpiredSignIn),
        ("UnrecognizedClientException", Reason::RegionDisabled),
        ("InvalidTimeRangeException", Reason::ServiceFailed),
        ("InvalidNextTokenException", Reason::ServiceFailed),
        ("UnknownOperationException", Reason::NotUnderstood),
    ]
    .into_iter()
    .enumerate()
    {
        let server = Server::start(move |_| error(400, code, "no")).await;
        let target = server.target(&format!("30000000000{index}"), &["eu-west-1"]).await;
        let mut reader = reader(&target, 800, 1000);
        let problem = reader.next_page().await.expect_err(code);
        assert_eq!((problem.reason, problem.hides), (reason, Hidden::Reads), "{code}");
        assert_eq!(problem.action, "cloudtrail:LookupEvents");
        assert_eq!(problem.account.as_ref(), Some(&target.account.id));
        assert_eq!(problem.region.as_ref(), target.regions.first());
        let calls = server.calls().len();
        assert_eq!(reader.next_page().await, Err(problem));
        assert_eq!(server.calls().len(), calls, "a listing that failed is not asked again");
    }
}

#[tokio::test]
async fn throttling_that_passes_is_waited_out() {
    let calls = AtomicUsize::new(0);
    let server = Server::start(move |call| {
        // Every other call, the first of all included.
        if calls.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
            error(400, "ThrottlingException", "Rate exceeded")
        } else {
            cloudtrail(call, 8)
        }
    })
    .await;
    let target = server.target("400000000001", &["eu-west-1"]).await;
    let found = read(&mut reader(&target, 800, 1000), 1000, usize::MAX).await;
    assert_eq!(found, Ok((records(800, 1000), 800, true)));
    assert_eq!(server.count("LookupEvents"), 6);
}

/// A server that gives these pages in turn.
async fn scripted(pages: Vec<Value>) -> Server {
    let pages = Mutex::new(pages.into_iter());
    Server::start(move |_| json_of(&pages.lock().expect("not poisoned").next().expect("no more pages are asked for")))
        .await
}

#[tokio::test]
async fn an_answer_out_of_order_covers_nothing_before_its_end() {
    let server = scripted(vec![
        json!({"Events": [event(0, 990), event(1, 950), event(2, 970)], "NextToken": "2"}),
        json!({"Events": [event(3, 980), event(4, 940)], "NextToken": "3"}),
        json!({"Events": [event(5, 930)]}),
    ])
    .await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let mut reader = reader(&target, 900, 1000);
    let mut all = Vec::new();
    for (from, to, ended) in [(1000, 1000, false), (1000, 1000, false), (900, 1000, true)] {
        let page = reader.next_page().await.expect("a page");
        assert_eq!((page.from, page.to, page.ended), (at(from), at(to), ended));
        all.extend(page.records);
    }
    all.sort();
    let expected = [(0, 990), (1, 950), (2, 970), (3, 980), (4, 940), (5, 930)];
    assert_eq!(all, expected.map(|(index, second)| record(index, second)));
}

#[tokio::test]
async fn empty_pages_and_events_without_a_time_or_record_are_borne() {
    let mut timeless = event(2, 0);
    timeless.as_object_mut().expect("an event").remove("EventTime");
    let server = scripted(vec![
        json!({"Events": [], "NextToken": "2"}),
        json!({"Events": [event(0, 990), {"EventId": "bare", "EventTime": 980}, timeless], "NextToken": "3"}),
        json!({"NextToken": "4"}),
        json!({"Events": [event(1, 970)], "NextToken": ""}),
    ])
    .await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let mut reader = reader(&target, 900, 1000);
    let mut found = Vec::new();
    loop {
        let page = reader.next_page().await.expect("a page");
        found.push((page.records.len(), page.from.timestamp(), page.to.timestamp()));
        if page.ended {
            break;
        }
    }
    assert_eq!(found, [(0, 1000, 1000), (1, 991, 1000), (0, 991, 991), (2, 900, 991)]);
    let problems = reader.problems();
    assert_eq!(
        problems.iter().map(|p| (p.reason, p.hides)).collect::<Vec<_>>(),
        [(Reason::NotUnderstood, Hidden::Reads)]
    );
    assert_eq!(reader.problems(), []);
}

#[tokio::test]
async fn a_listing_that_repeats_itself_ends() {
    let server = Server::start(|_| json_of(&json!({"Events": [event(0, 990)], "NextToken": "same"}))).await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let mut reader = reader(&target, 900, 1000);
    reader.next_page().await.expect("the first page");
    let problem = reader.next_page().await.expect_err("the same token again");
    assert_eq!((problem.reason, problem.hides), (Reason::NotUnderstood, Hidden::Reads));
}

#[tokio::test]
async fn a_page_that_was_dropped_is_read_again() {
    let server = Server::start(|call| cloudtrail(call, 5)).await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let mut reader = reader(&target, 800, 1000);
    let (mut all, left, _) = read(&mut reader, 1000, 1).await.expect("a page");
    let mut dropped = Box::pin(reader.next_page());
    std::future::poll_fn(|context| {
        assert!(dropped.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    drop(dropped);
    let (rest, ..) = read(&mut reader, left, usize::MAX).await.expect("the rest");
    all.extend(rest);
    assert_eq!(all, records(800, 1000));
}

#[tokio::test]
async fn the_rest_is_estimated_from_what_was_covered() {
    let server = Server::start(|call| cloudtrail(call, 4)).await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let mut reader = reader(&target, 800, 1000);
    assert_eq!(reader.estimate(), None, "nothing is known before the first page");
    let mut told = Vec::new();
    loop {
        let ended = reader.next_page().await.expect("a page").ended;
        let rest = reader.estimate().expect("an estimate");
        assert_eq!(rest.ask, ask());
        told.push((rest.events, rest.requests, rest.seconds));
        if ended {
            break;
        }
    }
    // 3 events in 19 s, 181 s to go; still 3 in 19 s, as the crowded second goes on; 11 in 39 s, 161 to go; 15 in 99 s, 101 to go.
    assert_eq!(told, [(28, 1, 1), (28, 1, 1), (45, 1, 1), (15, 1, 1), (0, 0, 0)]);
}
