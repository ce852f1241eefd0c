"""Makes users, roles, policies, secrets, keys and parameters in a server nobody here wrote, over its own APIs.

One account, one region. Who can read what of it is a table in tests/it/servers/access.rs; this script only makes it, and
prints the account, the region, and what the server refused to make.
"""

import argparse
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

REGION = "us-east-1"
TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


class Account:
    """The account as it is made."""

    def __init__(self, endpoint):
        credentials = {"aws_access_key_id": "111111111111", "aws_secret_access_key": "not-checked"}
        config = Config(retries={"total_max_attempts": 1})

        def client(service):
            return boto3.client(service, endpoint_url=endpoint, region_name=REGION, config=config, **credentials)

        self.iam, self.kms, self.ssm = client("iam"), client("kms"), client("ssm")
        self.secrets, self.sso, self.people = client("secretsmanager"), client("sso-admin"), client("identitystore")
        self.organizations = client("organizations")
        self.id = client("sts").get_caller_identity()["Account"]
        self.refused = {}

    def attempt(self, what, work):
        """What not every server can do."""
        try:
            return work()
        except (ClientError, BotoCoreError, KeyError, IndexError) as error:
            self.refused[what] = str(error)[:200]
            return None

    def role(self, name, *statements, path="/", boundary=None):
        more = {"PermissionsBoundary": boundary} if boundary else {}
        made = self.iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=json.dumps(TRUST), **more)
        if statements:
            self.iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=policy(*statements))
        return made["Role"]["Arn"]

    def make(self):
        account = self.id
        self.attempt("organization", lambda: self.organizations.create_organization(FeatureSet="ALL"))
        secret = f"arn:aws:secretsmanager:{REGION}:{account}:secret:"
        parameter = f"arn:aws:ssm:{REGION}:{account}:parameter"
        read, decrypt = "secretsmanager:GetSecretValue", "kms:Decrypt"

        own_key = self.kms.create_key(Description="IAM decides")["KeyMetadata"]["Arn"]
        locked_key = self.kms.create_key(
            Policy=policy(
                {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:role/named-by-key"},
                 "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": "*"},
            )
        )["KeyMetadata"]["Arn"]

        self.iam.create_user(UserName="ann")
        self.iam.put_user_policy(
            UserName="ann", PolicyName="inline", PolicyDocument=policy(allow(read, f"{secret}prod/db-??????"))
        )
        self.iam.create_group(GroupName="readers")
        shared = self.iam.create_policy(
            PolicyName="read-prod", PolicyDocument=policy(allow("ssm:GetParameter", f"{parameter}/prod/*"))
        )["Policy"]["Arn"]
        self.iam.attach_group_policy(GroupName="readers", PolicyArn=shared)
        self.iam.create_user(UserName="bob")
        self.iam.add_user_to_group(UserName="bob", GroupName="readers")

        boundary = self.iam.create_policy(
            PolicyName="only-s3", PolicyDocument=policy(allow("s3:*"))
        )["Policy"]["Arn"]
        only_here = {"Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0abc"}}}
        self.role("through-endpoint", allow(read, f"{secret}prod/*", **only_here))
        self.role("by-grant", allow(read, f"{secret}prod/own-key-*"))
        self.role("by-identity", allow([read, "ssm:GetParametersByPath"]), allow(decrypt, own_key))
        self.role("without-key", allow(read))
        self.role("denied", allow("*"), {"Effect": "Deny", "Action": read, "Resource": f"{secret}prod/db-*"})
        self.role("bounded", allow("*"), boundary=boundary)
        self.role("by-resource")
        self.role("named-by-key", allow(read, f"{secret}prod/locked-*"))

        def add(name, **more):
            self.secrets.create_secret(Name=name, SecretString="KEYTURN-CANARY", **more)

        add("prod/db")
        add("prod/own-key", KmsKeyId=own_key)
        add("prod/locked", KmsKeyId=locked_key)
        add("prod/shared")
        who = {"AWS": f"arn:aws:iam::{account}:role/by-resource"}
        self.secrets.put_resource_policy(
            SecretId="prod/shared", ResourcePolicy=policy({**allow(read), "Principal": who})
        )
        self.ssm.put_parameter(Name="/prod/url", Value="KEYTURN-CANARY", Type="String")
        self.ssm.put_parameter(Name="/prod/token", Value="KEYTURN-CANARY", Type="SecureString", KeyId=own_key)
        self.kms.create_grant(
            KeyId=own_key, GranteePrincipal=f"arn:aws:iam::{account}:role/by-grant", Operations=["Decrypt"]
        )
        self.attempt("identity_center", self.identity_center)
        return {"account": account, "region": REGION, "refused": self.refused}

    def identity_center(self):
        instance = self.sso.list_instances()["Instances"][0]
        arn, store = instance["InstanceArn"], instance["IdentityStoreId"]
        # Without a duration moto makes up a number, where AWS has a text.
        made = self.sso.create_permission_set(Name="Auditor", InstanceArn=arn, SessionDuration="PT1H")
        made = made["PermissionSet"]["PermissionSetArn"]
        name = {"GivenName": "Carol", "FamilyName": "Example"}
        ids = [
            self.people.create_user(IdentityStoreId=store, UserName=user, DisplayName=user, Name=name)["UserId"]
            for user in ("carol", "dave")
        ]
        group = self.people.create_group(IdentityStoreId=store, DisplayName="Auditors")["GroupId"]
        self.people.create_group_membership(IdentityStoreId=store, GroupId=group, MemberId={"UserId": ids[1]})
        for kind, who in (("USER", ids[0]), ("GROUP", group)):
            self.sso.create_account_assignment(
                InstanceArn=arn, TargetId=self.id, TargetType="AWS_ACCOUNT", PermissionSetArn=made,
                PrincipalType=kind, PrincipalId=who,
            )
        self.attempt(
            "provisioning",
            lambda: self.sso.provision_permission_set(
                InstanceArn=arn, PermissionSetArn=made, TargetType="ALL_PROVISIONED_ACCOUNTS"
            ),
        )
        self.role("AWSReservedSSO_Auditor_0123456789abcdef", path="/aws-reserved/sso.amazonaws.com/")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--server", required=True)
    arguments.add_argument("--endpoint", required=True)
    arguments.add_argument("--clock", required=True)
    json.dump(Account(arguments.parse_args().endpoint).make(), sys.stdout)


if __name__ == "__main__":
    main()
