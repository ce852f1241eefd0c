//! The detections as data: what each is for, which public rules it covers, and where it starts to weigh.

use crate::finding::NextStep;

/// One detection, as documentation and the window show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detection {
    /// Its id, as findings carry it.
    pub id: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// Why it exists, what it compares, and what keeps it silent.
    pub about: &'static str,
    /// Techniques of MITRE ATT&CK.
    pub mitre: &'static [&'static str],
    /// Public rules whose ground it covers.
    pub sources: &'static [&'static str],
    /// What to do about a finding in which it weighs most.
    pub next: NextStep,
}

/// The detection with this id.
pub fn find(id: &str) -> Option<&'static Detection> {
    DETECTIONS.iter().find(|detection| detection.id == id)
}

const fn detection(
    id: &'static str,
    title: &'static str,
    about: &'static str,
    mitre: &'static [&'static str],
    sources: &'static [&'static str],
    next: NextStep,
) -> Detection {
    Detection { id, title, about, mitre, sources, next }
}

const STORES: &[&str] = &["T1555.006"];
const ACCOUNTS: &[&str] = &["T1078.004"];

/// Every detection.
pub const DETECTIONS: &[Detection] = &[
    detection(
        "decoy",
        "A decoy was read",
        "Nobody has a reason to read a secret that was marked as a decoy. One read, or one try, is enough: whoever did it was looking around.",
        STORES,
        &["Panther Decoy.Secrets.Accessed", "Panther Decoy.SSM.Parameter.Accessed"],
        NextStep::StartIncident,
    ),
    detection(
        "root",
        "The root user read secrets",
        "The root user of an account has no everyday work. Any read or listing of secrets by it is odd, whatever the baseline says.",
        ACCOUNTS,
        &["CIS AWS Foundations 4.3"],
        NextStep::StartIncident,
    ),
    detection(
        "departed",
        "Somebody who left read secrets",
        "The reader is marked as gone, and read after that day. Either the access was never taken away, or somebody else uses it.",
        ACCOUNTS,
        &["Access review checklists: departed personnel"],
        NextStep::StartIncident,
    ),
    detection(
        "trail-changed",
        "CloudTrail was switched off or narrowed",
        "Stopping or deleting a trail, or changing what it records, blinds every other detection. Any principal counts. Reads by the same principal around it weigh on top. Starting or making a trail is silent.",
        &["T1562.008"],
        &["Elastic CloudTrail suspended/deleted/updated", "Stratus cloudtrail-stop, -delete, -event-selectors"],
        NextStep::RestoreTrail,
    ),
    detection(
        "enumeration",
        "Secrets were listed, then read",
        "A listing followed by reads of many distinct secrets, by one reader within half an hour: taking what there is, instead of asking for what is needed. Secrets that the reader usually reads, wrote itself, or rotates do not count.",
        &["T1555.006", "T1526"],
        &[
            "Elastic rapid secrets retrieval",
            "Suzaku list_secrets",
            "Elastic multi-phase web identity",
            "Stratus secretsmanager-retrieve-secrets",
        ],
        NextStep::StartIncident,
    ),
    detection(
        "burst",
        "Many secrets in a short time",
        "More distinct secrets within ten minutes than this reader ever read, or many that it never read. Without a baseline: ten or more that share no path. The window slides, so that splitting at the full hour does not help. A set that the reader knows, created or rotates is silent.",
        STORES,
        &[
            "Elastic rapid secrets retrieval",
            "Panther AWS.SSM.DecryptSSMParams",
            "Datadog anomalous number of secrets",
            "GuardDuty AnomalousBehavior",
        ],
        NextStep::StartIncident,
    ),
    detection(
        "slow",
        "Secrets collected slowly",
        "Secrets that the reader read on one day only, a few each day, add up over ten days to more than it ever came across before. Each day alone looks harmless. What it wrote itself or what was just created does not count.",
        STORES,
        &["No public rule covers it"],
        NextStep::StartIncident,
    ),
    detection(
        "catch-all",
        "A batch that takes everything",
        "BatchGetSecretValue with a filter that matches everything, or a filter where this reader always named what it wanted. A batch that the reader makes on other days as well is silent.",
        STORES,
        &[
            "Panther BatchRetrieveSecretsCatchAll",
            "Panther BatchRetrieveSecrets",
            "Stratus secretsmanager-batch-retrieve-secrets",
        ],
        NextStep::StartIncident,
    ),
    detection(
        "many-regions",
        "The same in many regions",
        "Reads or batches in three or more regions within ten minutes, where the reader uses fewer: somebody does not know where the secrets are.",
        STORES,
        &["Panther RetrieveSecretsMultiRegion", "Datadog def-000-48e"],
        NextStep::StartIncident,
    ),
    detection(
        "history",
        "Old values were read",
        "GetParameterHistory returns values that were replaced. Programs need the current one; old ones serve who wants a password that was used elsewhere. A reader that does so on other days is silent.",
        STORES,
        &["No public rule covers it"],
        NextStep::AskOwner,
    ),
    detection(
        "above-path",
        "Everything below a broad path",
        "GetParametersByPath at the root, or above the path that this reader asks for, returns what belongs to others. A path that it asks for on other days is silent.",
        STORES,
        &["Elastic rare source AS (GetParametersByPath)"],
        NextStep::StartIncident,
    ),
    detection(
        "probing",
        "Refused again and again",
        "Several distinct secrets or listings refused within ten minutes, or many names that do not exist: somebody tries what a credential is good for. A refusal that repeats from day to day is a wrong permission, and silent. So are the Decrypts that AWS Config is refused.",
        &["T1580", "T1552"],
        &[
            "Panther AWS.SecretsManager.RetrieveSecrets",
            "Suzaku many_access_denied",
            "Chronicle iam_access_denied_discovery",
        ],
        NextStep::AskOwner,
    ),
    detection(
        "password-data",
        "Windows passwords were asked for",
        "GetPasswordData hands out the administrator password of an instance. Several instances within the hour, or a program that never did so, is odd, refused or not.",
        &["T1555", "T1552.005"],
        &["Splunk ESCU GetPasswordData", "Chronicle EC2 windows admin password", "Stratus ec2-get-password-data"],
        NextStep::StartIncident,
    ),
    detection(
        "elsewhere",
        "A workload's credential used from elsewhere",
        "One session or access key from two networks, of which one is new to the role; or an instance's session from outside. Credentials of a workload do not travel. Networks that a role uses side by side, such as an endpoint and a NAT gateway, are learned.",
        &["T1552.005", "T1078.004"],
        &["GuardDuty InstanceCredentialExfiltration", "Panther IMDS credential exfiltration", "Netflix 2018"],
        NextStep::StartIncident,
    ),
    detection(
        "new-network",
        "From a network it never used",
        "A workload role reads from a network that is new to it. How often its networks change is measured first: for hosted runners a new one says nothing. Private addresses, endpoints that the organisation uses, and a move of several readers at once weigh less or nothing.",
        ACCOUNTS,
        &["alpha0490 arn+sourceIP", "Elastic rare source AS", "Elastic ML rare city/country"],
        NextStep::AskOwner,
    ),
    detection(
        "new-agent",
        "With a program it never used",
        "A tool that this reader never used. Anybody can claim any agent, so a known one proves nothing; a new one adds to other oddities and is no finding alone.",
        ACCOUNTS,
        &["GuardDuty AnomalousBehavior"],
        NextStep::AskOwner,
    ),
    detection(
        "cross-environment",
        "Another environment's secret",
        "A reader of one environment reads a secret of another for the first time. From test to production weighs most.",
        STORES,
        &["Requirements: cross-environment reads"],
        NextStep::StartIncident,
    ),
    detection(
        "cross-account",
        "Another account's secret",
        "A principal reads a secret of an account that it never read in; more if its own account is not of the organisation.",
        STORES,
        &["Elastic secrets accessed across accounts"],
        NextStep::FixAccess,
    ),
    detection(
        "outside-path",
        "Outside its own path",
        "A secret of a service that this reader never read. What a path calls shared does not count, nor a secret that was created hours ago for a reader of many services.",
        STORES,
        &["Requirements: services reading outside their path"],
        NextStep::AskOwner,
    ),
    detection(
        "human-production",
        "A person read production",
        "A person reads a production secret that is not among those they usually read. Weighs most for people who never read production.",
        ACCOUNTS,
        &["Requirements: human principal with reads on production"],
        NextStep::AskPerson,
    ),
    detection(
        "off-hours",
        "At an hour this person does not work",
        "A person reads at an hour more than two away from all hours they ever read in, or at night where their time zone is known.",
        ACCOUNTS,
        &["Splunk ESCU density by hour", "Elastic ML rare hour"],
        NextStep::AskPerson,
    ),
    detection(
        "dormant-secret",
        "A secret that nobody read for long",
        "The first read after weeks in which nobody read it, by somebody who never did.",
        STORES,
        &["Requirements: dormant secret read"],
        NextStep::AskOwner,
    ),
    detection(
        "dormant-reader",
        "A reader that was silent for long",
        "A reader that read nearly daily, then not at all for two weeks or more, reads again.",
        ACCOUNTS,
        &["Chronicle and Datadog: dormant account activity"],
        NextStep::AskPerson,
    ),
    detection(
        "around-deletion",
        "Read, then deleted",
        "Secrets that the reader never read or wrote are read within a day of their deletion by the same reader: taking and destroying.",
        &["T1485", "T1555.006"],
        &["Requirements: secret deleted"],
        NextStep::StartIncident,
    ),
    detection(
        "policy-then-read",
        "Opened, then read",
        "A resource policy, a key policy or a grant was changed, and within a day somebody reads for the first time. Changes by AWS services and policies on secrets that were just created are silent.",
        &["T1098", "T1555.006"],
        &["alpha0490 kms-create-grant, secretsmanager-put-resource-policy"],
        NextStep::FixAccess,
    ),
    detection(
        "first-read",
        "Never read by this reader before",
        "The first read of a secret by this reader. Alone it is no finding: services get new secrets every week. It adds to whatever else is odd.",
        STORES,
        &["Elastic new terms GetSecretValue", "Datadog unfamiliar user retrieved secret", "alpha0490 (arn, secretId)"],
        NextStep::AskOwner,
    ),
];
