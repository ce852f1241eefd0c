//! Names and templates: tables, and properties for any text.

use proptest::prelude::*;

use super::*;

fn check(templates: &[PathTemplate], name: &str, environment: Option<&str>, service: Option<&str>) {
    let parts = read(name, templates);
    assert_eq!((parts.environment.as_deref(), parts.service.as_deref()), (environment, service), "{name}");
}

#[test]
fn names_without_configuration() {
    let defaults = PathTemplate::defaults();
    assert_eq!(defaults.len(), DEFAULTS.len());
    for (name, environment, service) in [
        ("/prod/web/STRIPE_API_KEY", Some("prod"), Some("web")),
        ("prod/ledger/postgres-admin", Some("prod"), Some("ledger")),
        ("/prod/web/webhook/STRIPE_SIGNING", Some("prod"), Some("web")),
        ("/Production/Web/KEY", Some("prod"), Some("Web")),
        ("/live/web/KEY", Some("prod"), Some("web")),
        ("/stg/web/KEY", Some("stage"), Some("web")),
        ("/pre-prod/web/KEY", Some("stage"), Some("web")),
        ("/qa/web/KEY", Some("test"), Some("web")),
        ("/sandbox/web/KEY", Some("test"), Some("web")),
        ("/dev2/web/KEY", Some("dev"), Some("web")),
        ("/prod-eu/web/KEY", Some("prod"), Some("web")),
        ("/prod_us-east-1/web/KEY", Some("prod"), Some("web")),
        ("web/prod/db", Some("prod"), Some("web")),
        ("web/uat/db/password", Some("stage"), Some("web")),
        ("production/database", Some("prod"), None),
        ("web/prod", Some("prod"), Some("web")),
        ("/prod/web", Some("prod"), None),
        ("/prod/ключ/密钥", Some("prod"), Some("ключ")),
        ("/common/web/KEY", None, None),
        ("/live-chat/web/KEY", None, None),
        ("/product/web/KEY", None, None),
        ("/testing-tools/web/KEY", None, None),
        ("app/db", None, None),
        ("prod", None, None),
        ("/prod//KEY", Some("prod"), None),
        ("rds!db-5f2c", None, None),
        ("/", None, None),
        ("", None, None),
    ] {
        check(defaults, name, environment, service);
    }
}

#[test]
fn configured_templates() {
    for (templates, name, environment, service) in [
        (&["/acme/{env}/{service}/{name}"][..], "/ACME/prod/web/KEY", Some("prod"), Some("web")),
        (&["/acme/{env}/{service}/{name}"], "/other/prod/web/KEY", None, None),
        (&["{env}-{service}-{name}"], "prod-web-db-password", Some("prod"), Some("web")),
        (&["{service}.{env}.{name}"], "web.dev.key", Some("dev"), Some("web")),
        (&["/{any}/{service}/{any}/{name}"], "/a/web/b/KEY", None, Some("web")),
        (&["/{service}"], "/web/KEY", None, None),
        (&["/{any}/{env}/{name}", "/{service}/{name}"], "/web/KEY", None, Some("web")),
        (&["x[.]+{service}"], "x[.]+web", None, Some("web")),
        (&["{env}^{service}]{name}"], "prod^web]key", Some("prod"), Some("web")),
    ] {
        let templates: Vec<PathTemplate> =
            templates.iter().map(|text| PathTemplate::parse(text).expect("a template")).collect();
        check(&templates, name, environment, service);
    }
}

#[test]
fn what_is_not_a_template() {
    for (text, error) in [
        ("", BadTemplate::ReadsNothing),
        ("/a/{name}", BadTemplate::ReadsNothing),
        ("/{env", BadTemplate::Placeholder("{env".to_owned())),
        ("/{env}/{sevice}", BadTemplate::Placeholder("{sevice}".to_owned())),
        ("/env}/{service}", BadTemplate::Placeholder("env}/".to_owned())),
        ("/{env}/{env}", BadTemplate::Twice("env".to_owned())),
        ("/{env}/{name}/x", BadTemplate::AfterName),
    ] {
        assert_eq!(PathTemplate::parse(text).map(|template| template.text), Err(error), "{text}");
    }
    assert!(matches!(PathTemplate::parse(&"x".repeat(201)), Err(BadTemplate::TooLong)));
}

#[test]
fn a_leaf_is_never_lost() {
    for (name, parts) in [
        ("/prod/web/KEY", ("/prod/web/", "KEY")),
        ("KEY", ("", "KEY")),
        ("/KEY", ("/", "KEY")),
        ("a/b/", ("a/", "b/")),
        ("///", ("", "///")),
        ("ключ/密钥", ("ключ/", "密钥")),
        ("", ("", "")),
    ] {
        assert_eq!(split(name), parts, "{name}");
    }
}

fn any_name() -> impl Strategy<Value = String> {
    let part = prop_oneof!["prod|dev|web|qa", "[a-zA-Z0-9_!.-]{0,8}", "\\PC{0,4}", any::<String>()];
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.join("/"))
}

#[test]
fn names_say_production() {
    for (name, says) in [
        ("prod", true),
        ("corp-Production-eu", true),
        ("prod2", true),
        ("arn:aws:sts::111122223333:assumed-role/prd_admin/ana", true),
        ("live", true),
        ("non-prod", false),
        ("preprod", false),
        ("pre-prod", false),
        ("product-team", false),
        ("reproduce", false),
        ("dev", false),
        ("", false),
    ] {
        assert_eq!(says_production(name), says, "{name}");
    }
}

proptest! {
    #[test]
    fn parts_come_from_the_name(name in any_name()) {
        let parts = read(&name, PathTemplate::defaults());
        if let Some(service) = parts.service {
            prop_assert!(!service.is_empty() && name.contains(&service) && !service.contains('/'));
        }
        if let Some(environment) = parts.environment {
            let (_, words) = ENVIRONMENTS.iter().find(|(word, _)| *word == environment).expect("a known word");
            let name = name.to_lowercase();
            prop_assert!(words.split('|').any(|word| name.contains(word)));
        }
    }

    #[test]
    fn split_parts_make_the_name(name in any_name()) {
        let (path, leaf) = split(&name);
        prop_assert_eq!(format!("{path}{leaf}"), name.as_str());
        prop_assert_eq!(leaf.is_empty(), name.is_empty());
        prop_assert!(path.is_empty() || path.ends_with('/'));
    }

    #[test]
    fn any_template_parses_or_is_refused(text in prop_oneof![any::<String>(), "[/{}a-z^\\]\\[-]{0,20}", "(/|\\{env\\}|\\{service\\}|\\{name\\}|\\{any\\}|\\PC){0,6}"], name in any_name()) {
        if let Ok(template) = PathTemplate::parse(&text) {
            prop_assert_eq!(template.as_str(), &text);
            read(&name, &[template]);
        }
    }
}
