//! AWS-managed policies that the organisation attaches, as AWS words them, and the account's own.
//!
//! <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use keyturn_domain::account::AccountId;
use serde_json::{Value, json};

use crate::identities::{HeldPolicy, Identities, ManagedPolicy};

/// The ARN of an AWS-managed policy.
pub(super) fn arn(name: &str) -> String {
    format!("arn:aws:iam::aws:policy/{name}")
}

/// The document of an AWS-managed policy, whole or, for the long ones, what of it concerns secrets.
fn document(name: &str) -> Option<Value> {
    let statements = match name {
        "AdministratorAccess" => json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]),
        "PowerUserAccess" => json!([
            {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
            {"Effect": "Allow", "Action": [
                "account:GetAccountInformation", "account:GetPrimaryEmail", "account:ListRegions",
                "iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles",
                "organizations:DescribeOrganization"], "Resource": "*"},
        ]),
        "SecretsManagerReadWrite" => json!([
            {"Sid": "BasePermissions", "Effect": "Allow", "Action": [
                "secretsmanager:*", "cloudformation:CreateChangeSet", "cloudformation:DescribeChangeSet",
                "cloudformation:DescribeStackResource", "cloudformation:DescribeStacks",
                "cloudformation:ExecuteChangeSet", "docdb-elastic:GetCluster", "docdb-elastic:ListClusters",
                "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "kms:DescribeKey",
                "kms:ListAliases", "kms:ListKeys", "lambda:ListFunctions", "rds:DescribeDBClusters",
                "rds:DescribeDBInstances", "redshift:DescribeClusters", "redshift-serverless:ListWorkgroups",
                "redshift-serverless:GetNamespace", "tag:GetResources"], "Resource": "*"},
            {"Sid": "LambdaPermissions", "Effect": "Allow", "Action": [
                "lambda:AddPermission", "lambda:CreateFunction", "lambda:GetFunction", "lambda:InvokeFunction",
                "lambda:UpdateFunctionConfiguration"],
                "Resource": "arn:aws:lambda:*:*:function:SecretsManager*"},
            {"Sid": "SARPermissions", "Effect": "Allow", "Action": [
                "serverlessrepo:CreateCloudFormationChangeSet", "serverlessrepo:GetApplication"],
                "Resource": "arn:aws:serverlessrepo:*:*:applications/SecretsManager*"},
            {"Sid": "S3Permissions", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [
                "arn:aws:s3:::awsserverlessrepo-changesets*", "arn:aws:s3:::secrets-manager-rotation-apps-*/*"]},
        ]),
        "ReadOnlyAccess" => json!([{"Effect": "Allow", "Action": [
            "cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus",
            "cloudtrail:LookupEvents", "ec2:Describe*", "ec2:Get*", "iam:Get*", "iam:List*", "kms:Describe*",
            "kms:Get*", "kms:List*", "s3:Get*", "s3:List*", "secretsmanager:Describe*",
            "secretsmanager:GetResourcePolicy", "secretsmanager:List*", "ssm:Describe*", "ssm:Get*", "ssm:List*"],
            "Resource": "*"}]),
        "SecurityAudit" => json!([{"Sid": "BaseSecurityAuditStatement", "Effect": "Allow", "Action": [
            "cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus",
            "cloudtrail:ListTags", "cloudtrail:LookupEvents", "iam:GenerateCredentialReport",
            "iam:Get*", "iam:List*", "kms:Describe*", "kms:Get*", "kms:List*",
            "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy", "secretsmanager:ListSecrets",
            "secretsmanager:ListSecretVersionIds", "ssm:DescribeParameters"], "Resource": "*"}]),
        "AmazonSSMManagedInstanceCore" => json!([
            {"Effect": "Allow", "Action": [
                "ssm:DescribeAssociation", "ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument",
                "ssm:DescribeDocument", "ssm:GetManifest", "ssm:GetParameter", "ssm:GetParameters",
                "ssm:ListAssociations", "ssm:ListInstanceAssociations", "ssm:PutInventory",
                "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:UpdateAssociationStatus",
                "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation"], "Resource": "*"},
            {"Effect": "Allow", "Action": [
                "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"], "Resource": "*"},
        ]),
        "service-role/AWSLambdaBasicExecutionRole" => json!([{"Effect": "Allow", "Action": [
            "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}]),
        "aws-service-role/AWSConfigServiceRolePolicy" => json!([{"Effect": "Allow", "Action": [
            "config:BatchGet*", "kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListKeys",
            "secretsmanager:ListSecrets", "secretsmanager:ListSecretVersionIds", "ssm:DescribeParameters"],
            "Resource": "*"}]),
        _ => return None,
    };
    Some(json!({"Version": "2012-10-17", "Statement": statements}))
}

/// Puts every AWS-managed policy that is attached into its account's list, as `GetAccountAuthorizationDetails` does.
pub(super) fn add_attached(accounts: &mut BTreeMap<AccountId, Identities>, now: DateTime<Utc>) {
    for identities in accounts.values_mut() {
        let roles = identities.roles.iter().map(|role| &role.grants);
        let users = identities.users.iter().map(|user| &user.grants);
        let groups = identities.groups.iter().map(|group| &group.grants);
        let named = roles.chain(users).chain(groups).flat_map(|grants| grants.attached.iter().chain(&grants.boundary));
        let mut arns: Vec<&String> = named.filter(|arn| arn.starts_with("arn:aws:iam::aws:")).collect();
        arns.sort();
        arns.dedup();
        let managed = arns.into_iter().filter_map(|arn| {
            let path = arn.strip_prefix("arn:aws:iam::aws:policy/")?;
            Some(ManagedPolicy {
                arn: arn.clone(),
                name: path.rsplit('/').next()?.to_owned(),
                versions: vec![HeldPolicy { name: "v3".to_owned(), document: document(path)?.to_string() }],
                created_at: now - chrono::Duration::days(3000),
            })
        });
        let managed: Vec<ManagedPolicy> = managed.collect();
        identities.policies.extend(managed);
    }
}
