//! What must hold for any bytes as a policy: nothing panics, a statement is marked where a fault is named, and what was
//! read can be asked. Used by the fuzzer, and by an ordinary test over the kept corpus.

use keyturn_access::plain;
use keyturn_access::policy::parse;

/// Reads the bytes as a policy, and decides a call by it.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(parsed) = parse(text) else { return };
    let marked = parsed.document.statements.iter().any(|statement| statement.faulty);
    assert!(!marked || !parsed.faults.is_empty(), "a mark has its fault");
    for fault in &parsed.faults {
        assert!(fault.what.len() <= 100, "what is wrong is said in our words");
    }
    let case = serde_json::json!({
        "request": {"principal": "arn:aws:iam::111122223333:user/ann", "action": "secretsmanager:GetSecretValue", "open": true,
            "resource": {"resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-a1B2c3", "accountId": "111122223333"}},
        "identityPolicies": [text], "resourcePolicy": [text],
    });
    assert!(plain::check(&case.to_string()).is_ok(), "any policy can be asked");
}
