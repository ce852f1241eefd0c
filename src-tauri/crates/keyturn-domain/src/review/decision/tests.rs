//! Who may decide what.

use super::*;
use crate::review::samples::{access, at, campaign, day, decided, delegation};
use crate::review::{Entry, ItemKind};

const TODAY: u32 = 10;

fn check(item: &Item, change: impl Fn(&mut Decided), expect: &[Fault]) {
    let mut one = decided("role/web", Verdict::Keep, "bob");
    change(&mut one);
    let (campaign, delegations) = (campaign(), [delegation("bob", "carl")]);
    let reviewer = &item.reviewer;
    let today = day(TODAY);
    let on = Standing { campaign: &campaign, item, reviewer, reopened: false, delegations: &delegations, today };
    assert_eq!(one.check(&on), expect, "{one:?}");
}

#[test]
fn whose_item_it_is_decides_and_the_lead_and_a_delegate() {
    let item = access("role/web", "/prod/*", 3);
    for (by, may) in [("bob", true), ("BOB ", true), ("Lea Lead", true), ("carl", true), ("ada", false), ("", false)] {
        let expect = if may { vec![] } else { vec![Fault::NotYours("bob".to_owned())] };
        check(&item, |one| one.by = by.to_owned(), &expect);
    }
}

#[test]
fn nobody_decides_on_their_own_access_but_they_may_hand_it_on() {
    let mut own = access("user/bob", "/prod/*", 3);
    let fault = |who: &str| [Fault::OwnAccess(who.to_owned())];
    check(&own, |_| {}, &fault("bob"));
    check(&own, |one| one.verdict = Verdict::Revoke, &fault("bob"));
    let hand = |to: &'static str| {
        move |one: &mut Decided| {
            one.verdict = Verdict::Reassign;
            one.to = Some(to.to_owned());
        }
    };
    check(&own, hand("ada"), &[]);
    own.grounds.people = vec!["ada@example.com".to_owned(), "LEA@example.com".to_owned()];
    check(&own, hand("ada"), &[Fault::TheirOwnAccess("ada".to_owned())]);
    check(&own, |one| one.by = "lea lead".to_owned(), &fault("lea@example.com"));
}

#[test]
fn all_but_keep_needs_a_note_that_may_be_kept() {
    let item = access("role/web", "/prod/*", 3);
    check(&item, |one| one.note = String::new(), &[]);
    for verdict in [Verdict::Revoke, Verdict::CannotDecide] {
        check(&item, |one| (one.verdict, one.note) = (verdict, " \n".to_owned()), &[Fault::NoNote]);
        check(&item, |one| one.verdict = verdict, &[]);
    }
    let fault = Fault::Note(StatementFault::LooksSecret { what: "a GitHub token" });
    check(&item, |one| one.note = format!("old token ghp_{}", "a1B2c3D4e5F6".repeat(3)), &[fault]);
}

#[test]
fn a_reduction_says_what_stays_and_a_handing_on_to_whom() {
    let item = access("role/web", "/prod/*", 3);
    let arns: Vec<String> = item.members.iter().map(|member| member.arn.clone()).collect();
    let reduce = |keep: &[String], expect: &[Fault]| {
        check(&item, |one| (one.verdict, one.keep) = (Verdict::Reduce, keep.to_vec()), expect);
    };
    reduce(&arns[..1], &[]);
    reduce(&[arns[0].clone(), arns[0].clone(), arns[1].clone()], &[]);
    reduce(&[], &[Fault::NothingStays]);
    reduce(&arns, &[Fault::AllStays]);
    reduce(&["arn:x".to_owned()], &[Fault::NotAMember("arn:x".to_owned())]);
    check(&item, |one| one.keep = arns.clone(), &[Fault::Unasked("keep")]);
    check(&item, |one| one.to = Some("ada".to_owned()), &[Fault::Unasked("keep")]);
    for (to, expect) in [
        (None, Some(Fault::ToNobody)),
        (Some(" "), Some(Fault::ToNobody)),
        (Some("zoe"), Some(Fault::NotHere("zoe".to_owned()))),
        (Some("carl"), Some(Fault::NotHere("carl".to_owned()))),
        (Some("Bob"), Some(Fault::TheirsAlready("bob".to_owned()))),
        (Some("ada"), None),
        (Some("lea lead"), None),
    ] {
        let hand = |one: &mut Decided| (one.verdict, one.to) = (Verdict::Reassign, to.map(str::to_owned));
        check(&item, hand, expect.as_slice());
    }
}

#[test]
fn after_the_close_only_what_was_opened_again_is_decided() {
    let (item, one) = (access("role/web", "/prod/*", 3), decided("role/web", Verdict::Keep, "bob"));
    let closed = Campaign { closed_at: Some(at(1)), ..campaign() };
    for (reopened, expect) in [(false, vec![Fault::Closed]), (true, vec![])] {
        let today = day(TODAY);
        let on = Standing { campaign: &closed, item: &item, reviewer: "bob", reopened, delegations: &[], today };
        assert_eq!(one.check(&on), expect);
    }
}

#[test]
fn codes_are_those_of_json() {
    for verdict in Verdict::ALL {
        assert_eq!(serde_json::to_string(verdict).expect("JSON"), format!("\"{}\"", verdict.code()));
    }
    let entry = Entry::Decided(decided("role/web", Verdict::CannotDecide, "bob"));
    let text = serde_json::to_string(&entry).expect("JSON");
    assert!(text.contains("\"verdict\":\"cannot_decide\"") && ItemKind::from_code("access").is_some(), "{text}");
}
