//! Runs every rule's samples against the whole rule set, and the conditions that a name alone cannot show.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::set::{BadRules, Rule, RuleFile};
use super::*;
use crate::rotation::RotatedBy;
use crate::samples::secret;
use crate::secret::ParameterType;

fn plain(name: &str) -> Secret {
    Secret { parameter_type: Some(ParameterType::String), ..secret(name) }
}

/// A secret of this name for which the rule's other conditions hold.
fn sample(rule: &Rule, name: &str) -> Secret {
    let mut sample = if rule.plain == Some(true) { plain(name) } else { secret(name) };
    sample.owning_service = rule.owning_service.first().cloned();
    if let Some(secret_type) = rule.external_type.first() {
        sample.rotation.by = RotatedBy::External { secret_type: secret_type.clone() };
    }
    sample.tags = Some(rule.tag.iter().map(|key| (key.clone(), "x".to_owned())).collect());
    sample
}

#[test]
fn every_rule_keeps_to_its_samples() {
    let file = RuleFile::parse(SHIPPED).expect("the shipped rules");
    let mut wrong = Vec::new();
    for (i, rule) in file.rule.iter().enumerate() {
        let said = format!("rule {} ({}: {})", i + 1, rule.kind, rule.reason);
        let by_name = rule.owning_service.is_empty() && rule.external_type.is_empty() && rule.tag.is_empty();
        if rule.must.is_empty() || (by_name && rule.must_not.is_empty()) {
            wrong.push(format!("{said} has no samples"));
        }
        for (name, must) in rule.must.iter().map(|n| (n, true)).chain(rule.must_not.iter().map(|n| (n, false))) {
            let is = classify(&sample(rule, name));
            if (is.kind == rule.kind) != must {
                wrong.push(format!("{said}: {name} is {}: {}", is.kind, is.reason));
            }
        }
        // A rule that an earlier one of the same kind always hides is dead, and its reason is never shown.
        let reached = rule.must.iter().any(|name| {
            let reason = classify(&sample(rule, name)).reason;
            rule.reason
                .split(['{', '}'])
                .filter(|part| !["leaf", "name"].contains(part))
                .all(|part| reason.contains(part))
        });
        if !reached {
            wrong.push(format!("{said} gives its reason for none of its samples"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_has_a_rule() {
    let file = RuleFile::parse(SHIPPED).expect("the shipped rules");
    let without: Vec<Kind> =
        Kind::ALL.into_iter().filter(|kind| file.rule.iter().all(|rule| rule.kind != *kind)).collect();
    assert_eq!(without, [Kind::Unclassified]);
}

#[test]
fn the_lists_keep_to_their_samples() {
    let file = RuleFile::parse(SHIPPED).expect("the shipped rules");
    for (list, of) in [
        (&file.test, (|name| classify(&secret(name)).test) as fn(&str) -> bool),
        (&file.telling, |name| plain_text_looks_secret(&plain(name))),
    ] {
        for (name, must) in list.must.iter().map(|n| (n, true)).chain(list.must_not.iter().map(|n| (n, false))) {
            assert_eq!(of(name), must, "{name}");
        }
    }
}

#[test]
fn what_is_encrypted_is_never_called_configuration() {
    let file = RuleFile::parse(SHIPPED).expect("the shipped rules");
    for name in file.rule.iter().filter(|rule| rule.kind == Kind::Configuration).flat_map(|rule| &rule.must) {
        assert_ne!(classify(&secret(name)).kind, Kind::Configuration, "{name}");
    }
}

#[test]
fn the_reason_quotes_what_fits() {
    for (name, kind, reason) in [
        ("/prod/web/DJANGO_SECRET_KEY", Kind::SessionKey, "the leaf ends in django_secret_key"),
        ("prod/stripe/secretKey", Kind::ApiKey, "the name has stripe, an issuer of keys, and the leaf says credential"),
        ("/prod/geo/MAPS_KEY", Kind::ApiKey, "the leaf ends in maps_key"),
        ("zzz", Kind::Unclassified, "no rule fits its name, tags, type or owning service"),
    ] {
        let is = classify(&secret(name));
        assert_eq!((is.kind, is.reason.as_str()), (kind, reason), "{name}");
    }
}

#[test]
fn the_owning_service_counts_with_or_without_its_domain() {
    for (service, kind) in [
        ("rds", Kind::DatabasePassword),
        ("rds.amazonaws.com", Kind::DatabasePassword),
        ("directconnect", Kind::Unclassified),
    ] {
        let owned = Secret { owning_service: Some(service.to_owned()), ..secret("x") };
        assert_eq!(classify(&owned).kind, kind, "{service}");
    }
}

#[test]
fn a_tag_may_name_the_kind() {
    for (key, value, plain_text, kind) in [
        ("kind", "ssh_key", false, Kind::SshKey),
        ("Secret-Type", "SSH key", false, Kind::SshKey),
        ("kind", "unheard_of", false, Kind::DatabasePassword),
        ("other", "ssh_key", false, Kind::DatabasePassword),
        ("kind", "configuration", true, Kind::Configuration),
        ("kind", "configuration", false, Kind::DatabasePassword),
    ] {
        let mut tagged = if plain_text { plain("/prod/DB_PASSWORD") } else { secret("/prod/DB_PASSWORD") };
        tagged.tags = Some(BTreeMap::from([(key.to_owned(), value.to_owned())]));
        assert_eq!(classify(&tagged).kind, kind, "{key}={value}");
    }
}

#[test]
fn plain_text_that_looks_secret() {
    for (secret, looks) in [
        (plain("/prod/web/DB_PASSWORD"), true),
        (plain("/prod/web/STRIPE_API_KEY"), true),
        (plain("/prod/web/LOGIN_PASSWORD"), true),
        (plain("/prod/web/LOG_LEVEL"), false),
        (plain("/prod/web/ANYTHING"), false),
        (plain("/prod/web/TLS_CERT"), false),
        (secret("/prod/web/DB_PASSWORD"), false),
        (secret("prod/web/db-password"), false),
    ] {
        assert_eq!(plain_text_looks_secret(&secret), looks, "{}", secret.name);
    }
}

#[test]
fn a_file_of_another_form_is_refused() {
    let other = SHIPPED.replace("schema = 1", "schema = 2");
    assert!(matches!(RuleFile::parse(&other), Err(BadRules::Schema(2))));
    assert!(matches!(RuleFile::parse("schema = 1\nsurprise = true"), Err(BadRules::Toml(_))));
}

/// Names as organisations give them, separated by white space.
fn check_names(of: fn(&str) -> Secret, kind: Kind, names: &str) {
    for name in names.split_whitespace() {
        let is = classify(&of(name));
        assert_eq!(is.kind, kind, "{name}: {}", is.reason);
    }
}

#[test]
fn what_an_ordinary_organisation_encrypts() {
    use Kind as K;
    let check = |kind, names| check_names(secret, kind, names);
    check(K::DatabaseAdmin, "prod/ledger/postgres-admin prod/mysql/root");
    check(
        K::DatabasePassword,
        "prod/x/postgres-app prod/x/redis-auth-token production/database db-creds-old prod/search/opensearch",
    );
    check(
        K::DatabasePassword,
        "/prod/warehouse/DB_PASSWORD MyStackDatabaseSecret8B2CDE1F-aBcDeFgHiJkL prod/x/mysql-replication",
    );
    check(K::ConnectionString, "/prod/web/DATABASE_URL /prod/shared/REDIS_URL");
    check(K::JwtSigningKey, "prod/auth/jwt-signing-key /prod/auth/JWT_SIGNING_KEY");
    check(K::SessionKey, "prod/web/session-secret /prod/web/DJANGO_SECRET_KEY /prod/web/SECRET_KEY");
    check(
        K::ApiKey,
        "prod/x/stripe-api-key prod/x/twilio-auth-token development/stripe /prod/etl/SNOWFLAKE_KEY /prod/geo/MAPS_KEY",
    );
    check(
        K::ApiKey,
        "shared/datadog/api-key shared/pagerduty/integration-key prod/x/recaptcha-secret /dev/web/SENDGRID_API_KEY",
    );
    check(K::AccessToken, "/prod/x/GITHUB_TOKEN /prod/billing/TOKEN /prod/x/SLACK_BOT_TOKEN");
    check(
        K::ServiceToken,
        "/prod/api/SERVICE_TOKEN_SECRET prod/web/service-token-for-api /prod/warehouse/SMTP_PASSWORD",
    );
    check(K::WebhookSecret, "/prod/web/webhook/STRIPE_SIGNING prod/x/webhook-signing-secret");
    check(K::WebhookUrl, "/prod/web/SLACK_WEBHOOK_URL");
    check(K::OauthClientSecret, "prod/crm/oauth-client prod/crm/oauth-client-secret");
    check(K::SigningKey, "/prod/web/VAPID_PRIVATE_KEY");
    check(K::DataKey, "/prod/web/ENCRYPTION_KEY");
    check(K::TlsPrivateKey, "prod/web/tls-private-key");
    check(K::SshKey, "prod/partner/sftp partner/sftp/acme-bank prod/x/sftp-private-key ci/github/deploy-key");
    check(K::CiSecret, "/prod/ci/NPM_TOKEN ci/npm/publish-token ci/terraform/state-key");
    check(K::RegistryToken, "shared/registry/pull-token /prod/web/NPM_TOKEN");
    check(K::RootCredential, "/prod/admin/BREAK_GLASS_ROOT prod/jira/admin");
    check(K::BreakGlass, "prod/break-glass/payments");
    check(K::RecoveryCode, "admin/root-recovery-codes admin/vault-unseal-key");
    check(K::AwsAccessKey, "/prod/web/AWS_SECRET_ACCESS_KEY");
    check(
        K::Unclassified,
        "TestSecret lambda-slack-notifier prod/app/config /prod/web/SENTRY_DSN /prod/web/FEATURE_PRICING_SALT",
    );
}

#[test]
fn what_an_ordinary_organisation_leaves_plain() {
    let check = |kind, names| check_names(plain, kind, names);
    check(
        Kind::Configuration,
        "/prod/web/LOG_LEVEL /prod/web/API_ENDPOINT /prod/web/FEATURE_NEW_CHECKOUT /prod/web/DB_HOST",
    );
    check(Kind::Configuration, "/prod/web/REQUEST_TIMEOUT_MS /prod/web/OAUTH_CLIENT_ID /prod/web/CACHE_TTL_SECONDS");
    check(
        Kind::Configuration,
        "/prod/web/ALLOWED_ORIGINS /prod/web/SUBNET_IDS /prod/web/SUPPORTED_LOCALES /prod/web/SENTRY_DSN",
    );
    check(Kind::DatabasePassword, "/prod/web/DB_PASSWORD");
    check(Kind::RootCredential, "/prod/web/ADMIN_TOKEN");
    check(Kind::SigningKey, "/prod/web/PRIVATE_KEY_PEM");
    check(Kind::Unclassified, "/prod/web/BASIC_AUTH_PASSWORD /prod/web/FEATURE_PRICING_SALT");
}

proptest! {
    #[test]
    fn any_name_has_a_kind_and_a_whole_reason(name in prop_oneof![any::<String>(), "([a-zA-Z]{0,6}(_|-|/|!|[A-Z]|db|key|token|Ключ)){0,8}"], plain_text in any::<bool>()) {
        let secret = Secret { name, ..if plain_text { plain("/x") } else { secret("x") } };
        let is = classify(&secret);
        prop_assert!(!is.reason.is_empty() && !is.reason.contains(['{', '}']), "{}", is.reason);
        prop_assert!(plain_text || is.kind.is_secret());
    }
}
