//! The words of the made-up organisation: accounts, services, people, items, tags.

/// Accounts in the order in which they are made: name, id, environment.
pub(crate) const ACCOUNTS: &[(&str, &str, &str)] = &[
    ("prod-us", "111122223333", "prod"),
    ("prod-eu", "444455556666", "prod"),
    ("stage", "777788889999", "stage"),
    ("data", "123456789012", "prod"),
    ("sandbox", "222233334444", "dev"),
    ("shared-services", "555566667777", "prod"),
    ("security", "888899990000", "prod"),
    ("logs", "999900001111", "prod"),
];

/// Regions in the order in which they are enabled.
pub(crate) const REGIONS: &[&str] = &[
    "us-east-1",
    "eu-west-1",
    "eu-central-1",
    "us-west-2",
    "ap-southeast-2",
    "ap-northeast-1",
    "eu-north-1",
    "ca-central-1",
    "sa-east-1",
    "ap-south-1",
    "us-east-2",
    "eu-west-2",
];

/// A service, the team that runs it, and the person who answers for it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Service {
    pub(crate) name: &'static str,
    pub(crate) team: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) cost_centre: &'static str,
}

const fn service(name: &'static str, team: &'static str, owner: &'static str, cost_centre: &'static str) -> Service {
    Service { name, team, owner, cost_centre }
}

/// Services of every environment.
pub(crate) const SERVICES: &[Service] = &[
    service("web", "storefront", "maria.keller@example.com", "4100"),
    service("api", "platform", "jonas.brandt@example.com", "4200"),
    service("ledger", "payments", "amara.okafor@example.com", "4300"),
    service("auth", "identity", "li.wei@example.com", "4200"),
    service("billing", "payments", "amara.okafor@example.com", "4300"),
    service("checkout", "payments", "sofia.rossi@example.com", "4300"),
    service("search", "discovery", "tom.baker@example.com", "4110"),
    service("mailer", "growth", "nadia.haddad@example.com", "4120"),
    service("worker", "platform", "jonas.brandt@example.com", "4200"),
    service("reports", "data", "priya.nair@example.com", "4400"),
    service("warehouse", "data", "priya.nair@example.com", "4400"),
    service("inventory", "logistics", "henrik.lund@example.com", "4500"),
    service("shipping", "logistics", "henrik.lund@example.com", "4500"),
    service("support", "care", "ines.silva@example.com", "4600"),
    service("mobile", "storefront", "maria.keller@example.com", "4100"),
];

/// What services keep in Secrets Manager: item and description.
pub(crate) const SECRET_ITEMS: &[(&str, &str)] = &[
    ("postgres-admin", "Master user of the database"),
    ("postgres-app", "Application user of the database"),
    ("mysql-replication", "Replication user"),
    ("redis-auth-token", "AUTH token of the cache"),
    ("jwt-signing-key", "Signs access tokens"),
    ("session-secret", "Signs session cookies"),
    ("stripe-api-key", "Live key of the payment provider"),
    ("webhook-signing-secret", "Checks webhooks that come in"),
    ("oauth-client-secret", "Client secret at the identity provider"),
    ("datadog-api-key", "Monitoring"),
    ("twilio-auth-token", "Text messages"),
    ("sftp-private-key", "Key of the file transfer to the partner"),
    ("tls-private-key", "Key of the internal certificate"),
    ("service-token-for-api", "Calls the api service"),
    ("openai-api-key", "Language model, for summaries"),
    ("kafka-sasl-password", "Message broker"),
];

/// What services keep encrypted in Parameter Store.
pub(crate) const SECURE_ITEMS: &[&str] = &[
    "STRIPE_API_KEY",
    "SENDGRID_API_KEY",
    "JWT_SIGNING_KEY",
    "DATABASE_URL",
    "DB_PASSWORD",
    "REDIS_PASSWORD",
    "DJANGO_SECRET_KEY",
    "GITHUB_TOKEN",
    "SLACK_WEBHOOK_URL",
    "SENTRY_DSN",
    "OAUTH_CLIENT_SECRET",
    "SERVICE_TOKEN_FOR_API",
    "SERVICE_TOKEN_SECRET",
    "VAPID_PRIVATE_KEY",
    "TWILIO_AUTH_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "ENCRYPTION_KEY",
    "SMTP_PASSWORD",
    "DATADOG_API_KEY",
    "WEBHOOK_SECRET",
];

/// Secrets that somebody keeps as plain text, by their names.
pub(crate) const PLAIN_SECRET_ITEMS: &[&str] =
    &["DB_PASSWORD", "ADMIN_TOKEN", "LEGACY_API_KEY", "FTP_PASSWORD", "BASIC_AUTH_PASSWORD", "PRIVATE_KEY_PEM"];

/// Configuration: nothing to hide.
pub(crate) const CONFIGURATION_ITEMS: &[&str] = &[
    "LOG_LEVEL",
    "API_ENDPOINT",
    "FEATURE_NEW_CHECKOUT",
    "FEATURE_DARK_MODE",
    "DB_HOST",
    "DB_POOL_SIZE",
    "REQUEST_TIMEOUT_MS",
    "OAUTH_CLIENT_ID",
    "CACHE_TTL_SECONDS",
    "AWS_REGION",
];

/// Configuration that is a list.
pub(crate) const LIST_ITEMS: &[&str] = &["ALLOWED_ORIGINS", "SUBNET_IDS", "SUPPORTED_LOCALES"];

/// Secrets outside the scheme of services: name and description.
pub(crate) const ODD_SECRETS: &[(&str, &str)] = &[
    ("shared/datadog/api-key", "Read by every service"),
    ("shared/pagerduty/integration-key", "Read by every service"),
    ("shared/registry/pull-token", "Container registry"),
    ("admin/root-recovery-codes", "Break glass only; ask security"),
    ("admin/vault-unseal-key", "Break glass only"),
    ("ci/github/deploy-key", "Deployment"),
    ("ci/npm/publish-token", "Package registry"),
    ("ci/terraform/state-key", "State encryption"),
    ("partner/sftp/acme-bank", "Daily settlement file"),
    ("partner/sftp/globex", "Stock levels"),
    ("TestSecret", "delete me"),
    ("db-creds-old", ""),
    ("lambda-slack-notifier", ""),
];

/// Who changes parameters, as the part of an ARN after the account's id.
pub(crate) const CHANGERS: &[&str] = &[
    "sts|assumed-role/deploy/ci-48213",
    "sts|assumed-role/terraform/atlantis",
    "sts|assumed-role/AWSReservedSSO_Developer_6f2a0c1d9b3e4a57/maria.keller@example.com",
    "sts|assumed-role/AWSReservedSSO_Administrator_0a1b2c3d4e5f6071/jonas.brandt@example.com",
    "iam|user/ops-legacy",
    "iam|user/amara.okafor",
    "iam|root",
];
