//! Questions: asked once, answered, declined, taken back.

use super::*;

fn at() -> DateTime<Utc> {
    "2026-11-21T10:00:00Z".parse().expect("an instant")
}

fn corp() -> SignInId {
    SignInId::SsoSession("corp".to_owned())
}

#[test]
fn a_sign_in_is_named_by_text() {
    for (text, id) in [
        ("sso-session:corp", Ok(corp())),
        (
            "sso-start:https://corp.awsapps.com/start",
            Ok(SignInId::SsoStart("https://corp.awsapps.com/start".to_owned())),
        ),
        ("mfa:arn:aws:iam::111122223333:mfa/ana", Ok(SignInId::Mfa("arn:aws:iam::111122223333:mfa/ana".to_owned()))),
        ("mfa:", Err(NotASignIn)),
        ("corp", Err(NotASignIn)),
        ("file:/etc/passwd", Err(NotASignIn)),
        ("", Err(NotASignIn)),
    ] {
        assert_eq!(text.parse::<SignInId>(), id, "{text}");
        if let Ok(id) = id {
            assert_eq!(id.to_string(), text);
        }
    }
}

#[tokio::test]
async fn nobody_is_asked_where_nobody_listens() {
    let sign_ins = SignIns::default();
    let asked = sign_ins.ask(&corp(), "audit", Why::First, at()).await;
    assert!(asked.is_err_and(|missing| !missing.declined));
    let _face = sign_ins.questions();
    let asked = sign_ins.quiet().ask(&corp(), "audit", Why::First, at()).await;
    assert!(asked.is_err_and(|missing| !missing.declined));
}

#[tokio::test]
async fn one_question_stands_for_all_that_wait() {
    let sign_ins = SignIns::default();
    let mut face = sign_ins.questions();
    let waiting: Vec<_> = (0..12)
        .map(|_| {
            let sign_ins = sign_ins.clone();
            tokio::spawn(async move {
                let _counted = sign_ins.waiting(&[corp()]);
                sign_ins.ask(&corp(), "audit", Why::Expired, at()).await.is_ok()
            })
        })
        .collect();
    let shown = face.wait_for(|open| open.first().is_some_and(|one| one.waiting == 12)).await.expect("a face").clone();
    assert_eq!(shown.len(), 1);
    assert_eq!((shown[0].why, shown[0].profile.as_str()), (Why::Expired, "audit"));
    sign_ins.done(&corp());
    for one in waiting {
        assert!(one.await.expect("it ends"));
    }
    assert!(sign_ins.open().is_empty());
}

#[tokio::test]
async fn what_was_declined_is_not_asked_again_until_new_work_begins() {
    let sign_ins = SignIns::default();
    let mut face = sign_ins.questions();
    let ask = || {
        let sign_ins = sign_ins.clone();
        tokio::spawn(async move { sign_ins.ask(&corp(), "audit", Why::Expired, at()).await })
    };
    let first = ask();
    face.wait_for(|open| !open.is_empty()).await.expect("a face");
    assert!(sign_ins.decline(&corp()));
    assert!(first.await.expect("it ends").is_err_and(|missing| missing.declined));
    assert!(ask().await.expect("it ends").is_err_and(|missing| missing.declined));
    sign_ins.ask_again();
    let again = ask();
    face.wait_for(|open| !open.is_empty()).await.expect("a face");
    sign_ins.done(&corp());
    assert!(again.await.expect("it ends").is_ok());
}

#[tokio::test]
async fn a_question_goes_with_the_last_who_waits() {
    let sign_ins = SignIns::default();
    let mut face = sign_ins.questions();
    let ask = || {
        let sign_ins = sign_ins.clone();
        tokio::spawn(async move { sign_ins.ask(&corp(), "audit", Why::First, at()).await })
    };
    let (one, other) = (ask(), ask());
    face.wait_for(|open| !open.is_empty()).await.expect("a face");
    tokio::task::yield_now().await;
    one.abort();
    drop(one.await);
    assert_eq!(sign_ins.open().len(), 1);
    other.abort();
    drop(other.await);
    assert!(sign_ins.open().is_empty());
}

#[tokio::test]
async fn a_code_reaches_who_asked_and_no_text() {
    let sign_ins = SignIns::default();
    let device = SignInId::Mfa("arn:aws:iam::111122223333:mfa/ana".to_owned());
    assert!(sign_ins.answer(&device, Zeroizing::new("123456".to_owned())).is_none(), "nothing was asked");
    let mut face = sign_ins.questions();
    let asking = {
        let (sign_ins, device) = (sign_ins.clone(), device.clone());
        tokio::spawn(async move { sign_ins.ask(&device, "admin", Why::First, at()).await })
    };
    face.wait_for(|open| !open.is_empty()).await.expect("a face");
    let mut verdict = sign_ins.answer(&device, Zeroizing::new("123456".to_owned())).expect("it was asked");
    let Ok(Answer::Code(code, tell)) = asking.await.expect("it ends") else { panic!("a code") };
    assert_eq!(code.as_str(), "123456");
    tell.send(Verdict::Wrong).expect("heard");
    assert_eq!(verdict.recv().await, Some(Verdict::Wrong));
    drop(tell);
    assert_eq!(verdict.recv().await, None, "nobody else holds the code");
    let session = Credentials::new("ASIAIOSFODNN7EXAMPLE", "canary", Some("canary".to_owned()), None, "test");
    sign_ins.keep_mfa_session(device.label(), "AKIAIOSFODNN7EXAMPLE", Some(session));
    assert!(!format!("{sign_ins:?}").contains("canary"));
}
