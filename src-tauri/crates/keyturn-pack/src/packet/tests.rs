//! Packets: sealed, opened, refused.

use super::*;
use crate::samples;

fn passphrase(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn part() -> Packet {
    let contents = samples::contents(3);
    let items = contents.items.into_iter().map(|reviewed| reviewed.item).collect();
    Packet::Part(Box::new(Part { campaign: contents.campaign, items, delegations: vec![] }))
}

fn answers() -> Packet {
    let contents = samples::contents(3);
    Packet::Answers(Answers {
        campaign: contents.campaign.id,
        snapshot: contents.campaign.snapshot,
        reviewer: "Grace Hopper".into(),
        log: contents.log,
    })
}

/// Seals bytes as a packet, whatever they are.
fn sealed(bytes: &[u8], recipient: &x25519::Recipient) -> String {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(bytes).expect("a vector");
    encrypt(recipient, &gzip.finish().expect("a vector")).expect("sealed")
}

#[test]
fn what_is_sealed_to_a_passphrase_opens_with_it_alone() {
    let text = seal(part(), &Seal::Passphrase(passphrase("correct horse battery"))).expect("sealed");
    assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----\n"), "{text}");
    let open_with = |words: &str| open(&text, &Unseal::Passphrase(passphrase(words)));
    assert_eq!(open_with("correct horse battery"), Ok(part()));
    assert_eq!(open_with("correct horse batterz"), Err(PacketFault::WrongKey));
    let identity = x25519::Identity::generate().to_string();
    let with_identity =
        Unseal::Identity(Zeroizing::new(age::secrecy::ExposeSecret::expose_secret(&identity).to_owned()));
    assert_eq!(open(&text, &with_identity), Err(PacketFault::WantsPassphrase));
    assert_eq!(seal(part(), &Seal::Passphrase(passphrase("too short"))), Err(PacketFault::ShortPassphrase));
}

#[test]
fn what_is_sealed_to_a_recipient_opens_with_its_identity_alone() {
    let identity = x25519::Identity::generate();
    let secret = |identity: &x25519::Identity| {
        let line = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
        Unseal::Identity(Zeroizing::new(format!("# created: 2026-11-21\n{line}\n")))
    };
    let text = seal(answers(), &Seal::Recipient(identity.to_public().to_string())).expect("sealed");
    assert_eq!(open(&format!("\n{text}\n\n"), &secret(&identity)), Ok(answers()));
    assert_eq!(open(&text, &secret(&x25519::Identity::generate())), Err(PacketFault::WrongKey));
    assert_eq!(open(&text, &Unseal::Passphrase(passphrase("x"))), Err(PacketFault::WantsIdentity));
    assert_eq!(open(&text, &Unseal::Identity(passphrase("AGE-SECRET-KEY-1"))), Err(PacketFault::NotAnIdentity));
    assert_eq!(seal(answers(), &Seal::Recipient("age1x".into())), Err(PacketFault::NotARecipient));
}

#[test]
fn a_changed_packet_is_refused_wherever_it_was_changed() {
    let identity = x25519::Identity::generate();
    let unseal =
        Unseal::Identity(Zeroizing::new(age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned()));
    let text = sealed(br#"{"schema":1}"#, &identity.to_public());
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("text");
        let fault = open(&changed, &unseal).expect_err("refused");
        assert!(
            matches!(fault, PacketFault::NotAPacket | PacketFault::Tampered | PacketFault::WrongKey),
            "byte {at}: {fault}"
        );
    }
    for at in (0..text.trim_end().len()).step_by(7) {
        assert!(open(&text[..at], &unseal).is_err(), "cut after {at} bytes");
    }
}

#[test]
fn a_packet_of_another_kind_is_refused_by_name() {
    let identity = x25519::Identity::generate();
    let unseal =
        Unseal::Identity(Zeroizing::new(age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned()));
    let check = |json: &str, expected: &str| {
        let fault = open(&sealed(json.as_bytes(), &identity.to_public()), &unseal).expect_err(json).to_string();
        assert!(fault.contains(expected), "{json}: {fault}");
    };
    check(r#"{"schema":2,"packet":{}}"#, "schema 2");
    check(r#"{"schema":1,"packet":{"note":"x"}}"#, "unknown variant");
    check("{", "cannot be read");
    let not_gzip = encrypt(&identity.to_public(), b"hello").expect("sealed");
    assert!(matches!(open(&not_gzip, &unseal), Err(PacketFault::Contents(_))));
    assert_eq!(open("hello", &unseal), Err(PacketFault::NotAPacket));
}
