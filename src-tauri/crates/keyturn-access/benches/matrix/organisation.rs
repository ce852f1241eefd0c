//! A large organisation, made up: the composition that the design's target is about.

use serde_json::{Value, json};

/// How large.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// Users and roles, over all accounts.
    pub(crate) principals: usize,
    /// Secrets and parameters, over all accounts.
    pub(crate) secrets: usize,
    /// The organisation's accounts.
    pub(crate) accounts: usize,
    /// So many of a hundred policies are about every secret.
    pub(crate) broad: usize,
}

impl Size {
    /// Twelve accounts that keep to themselves: one cell in eighty is readable.
    pub(crate) fn sparse(principals: usize, secrets: usize) -> Self {
        Self { principals, secrets, accounts: 12, broad: 0 }
    }

    /// Two accounts with wide policies: one cell in five is readable.
    pub(crate) fn dense(principals: usize, secrets: usize) -> Self {
        Self { principals, secrets, accounts: 2, broad: 45 }
    }
}

const REGIONS: [&str; 3] = ["eu-west-1", "eu-central-1", "us-east-1"];
const ENVIRONMENTS: [&str; 4] = ["prod", "staging", "dev", "shared"];
const TEAMS: usize = 40;
const KEYS: usize = 12;

/// Numbers that look random and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or_default()
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

fn account_id(number: usize) -> String {
    format!("{:012}", 111_122_223_300 + number)
}

/// The organisation as an access snapshot.
pub(crate) fn snapshot(size: Size) -> Value {
    let mut chance = Chance(0x5EED);
    let accounts: Vec<Value> = (0..size.accounts).map(|number| account(&mut chance, number, size)).collect();
    let members: Vec<Value> = (0..size.accounts)
        .map(|number| json!({"id": account_id(number), "path": ["r-1", format!("ou-{}", number % 3)]}))
        .collect();
    let all = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let mut policies = vec![json!({"kind": "SCP", "target": "r-1", "document": all})];
    policies.push(json!({"kind": "SCP", "target": "r-1", "document": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
            "StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]},
            "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin*"}}}]}}));
    for number in 0..3 {
        policies.push(json!({"kind": "SCP", "target": format!("ou-{number}"), "document": all}));
    }
    for number in 0..size.accounts {
        policies.push(json!({"kind": "SCP", "target": account_id(number), "document": all}));
        policies.push(json!({"kind": "SCP", "target": account_id(number), "document": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Deny", "Action": ["secretsmanager:*", "ssm:*"],
             "Resource": ["arn:aws:secretsmanager:*:*:secret:shared/break-glass/*", "arn:aws:ssm:*:*:parameter/shared/break-glass/*"],
             "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "t0"}}}]}}));
    }
    policies.push(json!({"kind": "RCP", "target": "r-1", "document": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": ["secretsmanager:*", "kms:*"], "Resource": "*", "Condition": {
            "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-bench"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}}]}}));
    json!({"schema": 1, "taken_at": "2026-01-01T00:00:00Z", "accounts": accounts,
        "organization": {"id": "o-bench", "management_account": "999999999999", "accounts": members, "policies": policies}})
}

fn policy(chance: &mut Chance, account: &str, number: usize, size: Size) -> Value {
    let team = chance.below(TEAMS);
    let environment = chance.pick(&ENVIRONMENTS);
    let region = if chance.percent(40) { "*" } else { chance.pick(&REGIONS) };
    let of_account = if chance.percent(40) { "*" } else { account };
    let secret = match chance.below(8) {
        // Drawn for the dense one alone, so that the other stays as it was.
        _ if size.broad > 0 && chance.percent(size.broad) => "*".to_owned(),
        0 => format!("{environment}/*"),
        1 => format!("{environment}/t{team}/*"),
        2 => format!("{environment}/t{team}/s{number}*"),
        3 => format!("*/t{team}/*"),
        4 => format!("{environment}/t{team}/s{}-??????", chance.below(600)),
        5 => "${aws:PrincipalTag/env}/${aws:PrincipalTag/team}/*".to_owned(),
        6 => format!("*/t{team}/s{}*-??????", chance.below(90)),
        _ => format!("{environment}/t{team}/s1*"),
    };
    let secrets = format!("arn:aws:secretsmanager:{region}:{of_account}:secret:{secret}");
    let parameters = format!("arn:aws:ssm:{region}:{of_account}:parameter/{}", secret.trim_end_matches("-??????"));
    let condition = match chance.below(9) {
        0 => json!({"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}),
        1 => json!({"StringEquals": {"aws:SourceVpce": ["vpce-0a1", "vpce-0b2"]}}),
        2 => json!({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}),
        3 => json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        4 => json!({"StringEquals": {"aws:ResourceTag/env": ["dev", "staging"]}}),
        _ => json!({}),
    };
    let mut statements = vec![match chance.below(6) {
        0 => {
            json!({"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], "Resource": secrets, "Condition": condition})
        }
        1 => {
            json!({"Effect": "Allow", "Action": ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"], "Resource": [parameters], "Condition": condition})
        }
        2 => {
            json!({"Effect": "Allow", "Action": ["ssm:GetParameter*"], "Resource": [parameters, format!("arn:aws:ssm:*:*:parameter/{environment}/common/*")], "Condition": condition})
        }
        3 => {
            json!({"Effect": "Allow", "Action": "secretsmanager:*", "Resource": [secrets, parameters], "Condition": condition})
        }
        4 => {
            json!({"Effect": "Deny", "Action": ["secretsmanager:GetSecretValue", "ssm:Get*"], "Resource": [secrets, parameters], "Condition": condition})
        }
        _ => {
            json!({"Effect": "Allow", "Action": ["secretsmanager:Get*", "ssm:Get*"], "Resource": [secrets, parameters], "Condition": condition})
        }
    }];
    if chance.percent(35) {
        let key = chance.below(KEYS);
        let keys = if chance.percent(50) { "*".to_owned() } else { format!("arn:aws:kms:*:{account}:key/{key:08}-*") };
        statements.push(json!({"Effect": "Allow", "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": keys}));
    }
    for _ in 0..chance.below(4) {
        statements.push(json!({"Effect": "Allow", "Resource": "*",
            "Action": [format!("s3:Get{number}"), "ec2:Describe*", "logs:*", "cloudwatch:PutMetricData"]}));
    }
    if chance.percent(2) {
        statements.push(json!({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}));
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn account(chance: &mut Chance, number: usize, size: Size) -> Value {
    let id = account_id(number);
    let mut managed = Vec::new();
    let distinct = size.principals * 3 / 2 / size.accounts;
    for of in 0..distinct {
        let document = policy(chance, &id, of, size);
        managed.push(json!({"Arn": format!("arn:aws:iam::{id}:policy/p{of}"), "PolicyName": format!("p{of}"),
            "DefaultVersionId": "v1", "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": document}]}));
    }
    let boundary = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ssm:*", "kms:*", "secretsmanager:*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "secretsmanager:*", "Resource": "arn:aws:secretsmanager:*:*:secret:prod/*"}]});
    managed.push(json!({"Arn": format!("arn:aws:iam::{id}:policy/boundary"), "DefaultVersionId": "v1",
        "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": boundary}]}));
    let (mut users, mut roles) = (Vec::new(), Vec::new());
    for of in 0..size.principals / size.accounts {
        let attached: Vec<Value> = (0..6 + chance.below(8))
            .map(|_| json!({"PolicyArn": format!("arn:aws:iam::{id}:policy/p{}", chance.below(distinct))}))
            .collect();
        let set = chance.percent(10);
        let boundary = if set {
            json!({"PermissionsBoundaryArn": format!("arn:aws:iam::{id}:policy/boundary")})
        } else {
            Value::Null
        };
        let team = format!("t{}", chance.below(TEAMS));
        let tags = json!([{"Key": "team", "Value": team}, {"Key": "env", "Value": chance.pick(&ENVIRONMENTS)}]);
        if of % 4 == 0 {
            users.push(json!({"Arn": format!("arn:aws:iam::{id}:user/u{of}"), "UserName": format!("u{of}"),
                "UserId": format!("AIDA{number}X{of}"), "Path": "/", "Tags": tags, "AttachedManagedPolicies": attached,
                "PermissionsBoundary": boundary}));
        } else {
            roles.push(json!({"Arn": format!("arn:aws:iam::{id}:role/r{of}"), "RoleName": format!("r{of}"),
                "RoleId": format!("AROA{number}X{of}"), "Path": "/", "Tags": tags, "AttachedManagedPolicies": attached,
                "PermissionsBoundary": boundary}));
        }
    }
    let key_arn =
        |region: &str, key: usize| format!("arn:aws:kms:{region}:{id}:key/{key:08}-2222-3333-4444-555555555555");
    let keys: Vec<Value> = REGIONS
        .iter()
        .flat_map(|region| (0..KEYS).map(move |key| (*region, key)))
        .map(|(region, key)| {
            let far = account_id((number + 1) % size.accounts);
            let policy = json!({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{id}:root")}, "Action": "kms:*", "Resource": "*"},
                {"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{far}:root")}, "Action": "kms:Decrypt", "Resource": "*",
                 "Condition": {"StringEquals": {"kms:ViaService": format!("secretsmanager.{region}.amazonaws.com")}}}]});
            let state = if key == 11 { "Disabled" } else { "Enabled" };
            json!({"Arn": key_arn(region, key), "KeyManager": "CUSTOMER", "KeyState": state, "Policy": policy})
        })
        .collect();
    let (mut secrets, mut parameters) = (Vec::new(), Vec::new());
    for of in 0..size.secrets / size.accounts {
        let (region, environment) = (chance.pick(&REGIONS), chance.pick(&ENVIRONMENTS));
        let team = format!("t{}", chance.below(TEAMS));
        let name = format!("{environment}/{team}/s{of}");
        let mut key = Value::Null;
        if chance.percent(50) {
            key = json!(key_arn(region, chance.below(KEYS)));
        }
        let tags = json!([{"Key": "team", "Value": team}, {"Key": "env", "Value": environment}]);
        if of % 2 == 0 {
            let mut resource = Value::Null;
            if chance.percent(20) {
                let far = account_id(chance.below(size.accounts));
                let who =
                    [format!("arn:aws:iam::{far}:root"), format!("arn:aws:iam::{far}:role/r{}", chance.below(250))];
                let effect = if chance.percent(30) { "Deny" } else { "Allow" };
                resource = json!({"Version": "2012-10-17", "Statement": [{"Effect": effect, "Principal": {"AWS": who[chance.below(2)]},
                    "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]});
            }
            secrets.push(
                json!({"ARN": format!("arn:aws:secretsmanager:{region}:{id}:secret:{name}-a1B2c3"), "Name": name,
                "KmsKeyId": key, "Tags": tags, "ResourcePolicy": resource}),
            );
        } else {
            let kind = chance.pick(&["SecureString", "SecureString", "String"]);
            parameters
                .push(json!({"ARN": format!("arn:aws:ssm:{region}:{id}:parameter/{name}"), "Name": format!("/{name}"),
                "Type": kind, "KeyId": key, "Tags": tags}));
        }
    }
    json!({"id": id, "secrets": secrets, "parameters": parameters, "keys": keys,
        "authorization_details": {"UserDetailList": users, "RoleDetailList": roles, "GroupDetailList": [], "Policies": managed}})
}

/// One principal, or several, and 50,000 secrets, with policies that ask for work.
pub(crate) fn adversarial(principals: usize, statement: &Value) -> Value {
    let id = account_id(0);
    let document = json!({"Version": "2012-10-17", "Statement": [statement]});
    let users: Vec<Value> = (0..principals)
        .map(|of| {
            json!({"Arn": format!("arn:aws:iam::{id}:user/u{of}"), "UserName": format!("u{of}"), "UserId": format!("AIDA{of}"),
                "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/x"}]})
        })
        .collect();
    let secrets: Vec<Value> = (0..50_000)
        .map(|of| {
            let name = format!("prod/team-{}/service-{of}/database-{}", of % 40, "a".repeat(of % 60));
            json!({"ARN": format!("arn:aws:secretsmanager:eu-west-1:{id}:secret:{name}-a1B2c3"), "Name": name,
                "Tags": [{"Key": "owner", "Value": format!("u{of}")}]})
        })
        .collect();
    json!({"schema": 1, "accounts": [{"id": id, "secrets": secrets, "authorization_details": {"UserDetailList": users,
        "Policies": [{"Arn": "arn:aws:iam::aws:policy/x", "DefaultVersionId": "v1",
            "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": document}]}]}}]})
}
