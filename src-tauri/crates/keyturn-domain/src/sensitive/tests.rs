//! Each rule's samples: fakes put together from parts, so that no scanner takes this file for a leak.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Samples of one kind: `must` are found under this name alone, from the mark on; `must_not` hold nothing.
fn check(what: &str, must: &[String], must_not: &[String]) {
    assert!(!must.is_empty() && !must_not.is_empty(), "{what} has no samples");
    for text in must {
        let found = find(text);
        assert_eq!(found.iter().map(|found| found.what).collect::<Vec<_>>(), [what], "{text}");
    }
    for text in must_not {
        assert_eq!(find(text), [], "{text}");
    }
}

/// So many letters and digits as an issuer would draw them; not random, so that a failure comes again.
fn drawn(length: usize) -> String {
    from("kQ7vB2xT9mZr4LwN8cYd3HsJ6fPa5GgE", length)
}

fn from(alphabet: &str, length: usize) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    (0..length).map(|i| letters[(i * 7 + i / letters.len()) % letters.len()]).collect()
}

fn hex(length: usize) -> String {
    from("0f3a9c5e17b8d246", length)
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn each_rule_finds_its_samples() {
    let long = drawn(60);
    let d = |before: &str, length| format!("{before}{}", drawn(length));
    check(
        "a private key",
        &[
            concat!("-----BEGIN RSA PRIVATE", " KEY-----\nMIIE\n-----END RSA PRIVATE", " KEY-----").to_owned(),
            concat!("-----BEGIN OPENSSH PRIVATE", " KEY-----\nb3Bl").to_owned(),
            concat!("-----BEGIN ENCRYPTED PRIVATE", " KEY-----").to_owned(),
            concat!("-----BEGIN EC PRIVATE", " KEY-----").to_owned(),
            concat!("-----BEGIN PRIVATE", " KEY-----").to_owned(),
            concat!("-----BEGIN PGP PRIVATE", " KEY BLOCK-----").to_owned(),
            concat!("PuTTY-User-Key", "-File-3: ssh-rsa\nx").to_owned(),
            d(concat!("AGE-SECRET", "-KEY-1"), 58).to_uppercase(),
        ],
        &texts(["-----BEGIN PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----", "the private key is in the safe"]),
    );
    check(
        "a JSON Web Token",
        &[format!("{}{}.{}{}.{}", "ey", "JhbGciOiJIUzI1NiJ9", "ey", "JzdWIiOiIxIn0", drawn(43))],
        &texts(["eyJ", "a JWT has three parts a.b.c"]),
    );
    check(
        "an AWS access key id",
        &[format!("key {}{} leaked", "AK", "IAQ7XB2MZT9LRW4NCY"), format!("{}{}", "AS", "IAQ7XB2MZT9LRW4NCY")],
        &texts(["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "AKIA is the prefix"]),
    );
    check(
        "an AWS secret access key",
        &[format!("aws_secret_access_key = {}", d("a/", 38)), format!("SecretAccessKey\": \"{}", d("b+", 38))],
        &texts([
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "the secret access key was made in 2021",
        ]),
    );
    check(
        "a GitHub token",
        &[
            d(concat!("gh", "p_"), 36),
            d(concat!("gh", "o_"), 36),
            d(concat!("github", "_pat_"), 82),
            d(concat!("gh", "s_"), 107),
        ],
        &texts(["ghp_", "tokens that begin with ghp_ are personal"]),
    );
    check("a GitLab token", &[d(concat!("gl", "pat-"), 20)], &texts(["glpat-short"]));
    check(
        "a Stripe key",
        &[d(concat!("sk", "_live_"), 24), d(concat!("rk", "_live_"), 99), d(concat!("sk", "_test_"), 24)],
        &texts(["sk_live_", "pk_live_abc"]),
    );
    check("a webhook secret", &[d(concat!("wh", "sec_"), 32)], &texts(["whsec_ is the prefix"]));
    check(
        "a Slack token",
        &[format!("{}-12345-{}", concat!("xo", "xb"), drawn(24)), format!("{}-1-{}", concat!("xa", "pp"), drawn(24))],
        &texts(["xoxb- is for bots"]),
    );
    check(
        "a Slack webhook",
        &[format!("https://hooks.slack.com/{}/T00/B00/{}", "services", drawn(24))],
        &texts(["https://hooks.slack.com/"]),
    );
    check(
        "a Discord webhook",
        &[format!("https://discord.com/api/{}/123/{}", "webhooks", drawn(24))],
        &texts(["https://discord.com/channels/1/2"]),
    );
    check("a Google API key", &[d(concat!("AI", "za"), 35)], &texts(["AIza"]));
    check("a Google token", &[d(concat!("ya", "29."), 40), d(concat!("GOC", "SPX-"), 28)], &texts(["ya29."]));
    check("an Anthropic key", &[d(concat!("sk", "-ant-api03-"), 40)], &texts(["sk-ant"]));
    check("an OpenAI key", &[d(concat!("sk", "-proj-"), 48), d(concat!("sk", "-"), 48)], &texts(["sk-lorem-ipsum"]));
    check("a SendGrid key", &[format!("{}.{}.{}", "SG", drawn(22), drawn(43))], &texts(["SG.x.y"]));
    check("a Twilio key", &[format!("{}{}", "SK", hex(32))], &texts(["SK1234"]));
    check("an npm token", &[d(concat!("np", "m_"), 36)], &texts(["npm_config_registry"]));
    check("a PyPI token", &[d(concat!("pypi", "-AgE"), 80)], &texts(["pypi-mirror"]));
    check("a Docker token", &[d(concat!("dckr", "_pat_"), 27)], &texts(["dckr_pat_"]));
    check("a Vault token", &[d(concat!("hv", "s."), 24)], &texts(["hvs."]));
    check("a Hugging Face token", &[d(concat!("h", "f_"), 34)], &texts(["hf_hub"]));
    check("a Shopify token", &[format!("{}{}", concat!("shp", "at_"), hex(32))], &texts(["shpat_"]));
    check("a DigitalOcean token", &[format!("{}{}", concat!("do", "p_v1_"), hex(64))], &texts(["dop_v1_"]));
    check("a Databricks token", &[format!("{}{}", concat!("da", "pi"), hex(32))], &texts(["dapi"]));
    check("an Atlassian token", &[d(concat!("AT", "ATT3"), 180)], &texts(["ATATT"]));
    check(
        "a connection string with a password",
        &[
            format!("postgres://app:{}@db.example.com:5432/x", "s3cr3t-Pa55"),
            format!("redis://:{}@cache:6379", "s3cr3t-Pa55"),
            format!("https://user:{}@example.com/", "hunter2"),
            format!("mongodb+srv://app:{}@cluster0.example.net/x", "p%40ssw0rd"),
        ],
        &texts([
            "postgres://db.example.com:5432/x",
            "postgres://app:<password>@db.example.com/x",
            "postgres://app:password@db.example.com/x",
            "postgres://app:${DB_PASSWORD}@db.example.com/x",
            "postgres://app:****@db.example.com/x",
            "https://example.com/a:b",
            "mail a@example.com or b@example.com",
        ]),
    );
    check(
        "a password or key",
        &[
            format!("password = {}", "hunter2"),
            format!("the password is {}", "Tr0ub4dor&3"),
            format!("DB_PASSWORD: '{}'", "Sommer2024!"),
            format!("\"api_key\": \"{}\"", drawn(20)),
            format!("api-key={}", drawn(32)),
            format!("Server=db;Uid=app;Pwd={};", "s3cr3tPa55"),
            format!("token => {}", hex(32)),
            format!("Authorization: Bearer {}", drawn(30)),
            format!("**secret**: {}", drawn(16)),
        ],
        &texts([
            "password rotated on 2026-07-01",
            "password: ********",
            "password = <new password>",
            "secret: prod/web/db-password-2",
            "secret: /prod/web/STRIPE_API_KEY2",
            "token: STRIPE_API_KEY_2",
            "the secret is 143 days old",
            "api_key: see runbook third-party-key",
            "secret = arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3",
            "token id: 5f2c1d3e-1111-2222-3333-444455556666",
            "Restricted key since June. Rolling it needs the webhook secret to follow: see runbook `third-party-key`.",
            "access-key=changeme",
            "The secret's owner changed in Q3.",
            "secret https://example.com/docs/1",
        ]),
    );
    check(
        "a long random string",
        &[hex(40), hex(64), drawn(40), format!("{}==", drawn(86)), format!("use {long} from now on")],
        &[
            format!("commit {}", hex(40)),
            format!("fixed in commit: {}", hex(40)),
            format!("https://example.com/x/commit/{}", hex(40)),
            format!("sha256:{}", hex(64)),
            format!("digest {}", hex(64)),
            "5f2c1d3e-1111-2222-3333-444455556666".to_owned(),
            format!("see https://docs.google.com/document/d/{}/edit", drawn(44)),
            format!("arn:aws:secretsmanager:eu-west-1:111122223333:secret:{}-a1B2c3", drawn(60)),
            "arn:aws:kms:eu-west-1:111122223333:key/5f2c1d3e-1111-2222-3333-444455556666".to_owned(),
            "/prod/payments/eu-west-1/checkout-service/STRIPE_RESTRICTED_API_KEY_2024".to_owned(),
            "AStackThatNamesItsSecretsInCamelCaseWithoutAnyDigits".to_owned(),
            "0".repeat(64),
            "=".repeat(80),
            "-".repeat(80),
        ],
    );
}

#[test]
fn every_rule_compiles_and_is_named_in_a_sample() {
    assert_eq!(COMPILED.len(), RULES.len());
    assert!(INNOCENT.is_some());
    let source = include_str!("tests.rs");
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.what).collect();
    for name in names {
        assert!(source.contains(&format!("{name:?},")), "{name} has no samples");
    }
}

#[test]
fn a_secret_is_found_whole() {
    let key = format!("{}{}", concat!("sk", "_live_"), drawn(107));
    let found = find(&format!("ключ: {key} (old)"));
    assert_eq!(found, [Found { start: 6, end: 6 + key.len(), what: "a Stripe key" }]);
    let url = format!("postgres://app:{}@db.example.com/x", "s3cr3t-Pa55");
    assert_eq!(find(&url), [Found { start: 15, end: 26, what: "a connection string with a password" }]);
}

#[test]
fn several_secrets_are_found_in_their_order() {
    let text = format!("{}{} and {}{}", concat!("gh", "p_"), drawn(36), concat!("sk", "_live_"), drawn(24));
    assert_eq!(find(&text).iter().map(|found| found.what).collect::<Vec<_>>(), ["a GitHub token", "a Stripe key"]);
}

proptest! {
    #[test]
    fn places_lie_in_the_text_in_order_and_apart(text in prop_oneof![any::<String>(), "(password|secret|token|https://|=|:|@| |é|[a-zA-Z0-9/]{1,30}){0,12}"]) {
        let found = find(&text);
        let length = text.chars().count();
        prop_assert!(found.iter().all(|found| found.start < found.end && found.end <= length));
        prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn any_random_key_is_found_in_prose(key in "[A-Za-z0-9]{24,45}7[A-Za-z0-9]{24,45}", before in "[a-z ]{0,30}") {
        let text = format!("{before} {key} after");
        prop_assert!(!find(&text).is_empty());
    }
}
