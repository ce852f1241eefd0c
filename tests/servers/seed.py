"""Fills a server nobody here wrote with secrets of known age, over its own APIs, and prints what it did.

The server runs under libfaketime with a clock file; before each group of calls this script writes into it how far back
the calls lie. What it prints is what AWS would answer after the same calls: it is worked out from the calls and not read
back. Where a server answers otherwise, the test says so (tests/it/servers.rs), not this script.

One thread throughout: moto is not safe for concurrent writes.
"""

import argparse
import io
import json
import sys
import time
import zipfile

import boto3
from botocore.config import Config

REGIONS = ["us-east-1", "eu-west-1", "eu-central-1"]
ROLE = "OrganizationAccountAccessRole"
# A text that stands for every value that is stored: no row of Keyturn may ever hold it.
CANARY = "KEYTURN-CANARY"
HOSTILE = "=cmd|' /C calc'!A1 <img src=x onerror=alert(1)> '; DROP TABLE secret;-- \u202egnp.exe \U0001f511"
# 512 characters, the longest that Secrets Manager takes.
LONGEST = "long/" + "n" * 507
DAY = 86_400


class Clock:
    """The clock of the server, moved by the file that libfaketime reads."""

    def __init__(self, path):
        self.path = path
        self.ago = 0

    def turn_back(self, seconds):
        self.ago = int(seconds)
        with open(self.path, "w", encoding="ascii") as file:
            file.write(f"-{self.ago}")

    def now(self):
        return time.time() - self.ago


class Cell:
    """One region of one account: its clients, and the rows that its calls make."""

    def __init__(self, server, clock, account, region, credentials):
        self.server = server
        self.clock = clock
        self.account = account
        self.region = region
        self.secrets = {}
        self.parameters = {}
        self.policies = {}

        def client(service):
            return boto3.client(
                service,
                endpoint_url=server.endpoint,
                region_name=region,
                config=Config(retries={"total_max_attempts": 1}),
                **credentials,
            )

        self.sm = client("secretsmanager")
        self.ssm = client("ssm")
        self.kms = client("kms")
        self.iam = client("iam")
        self.functions = client("lambda")

    def row(self, arn, name, store):
        return {
            "arn": arn,
            "name": name,
            "store": store,
            "account": self.account,
            "region": self.region,
            "description": None,
            "parameter_type": None,
            "parameter_version": None,
            "created_at": None,
            "tags": {},
            "key_manager": "aws",
            "key_alias": None,
            "value_made_at": None,
            "versions": {},
            "rotated_by": "none",
            "function": None,
            "rotated_after_days": None,
            "rotated_at": None,
            "replicas": [],
            "replica_of": None,
            "deleted_at": None,
        }

    def tags(self, more):
        """A tag that no other cell has shows at once when two cells are mixed up."""
        return {"cell": f"{self.account}/{self.region}", **more}

    def make_key(self, alias):
        key = self.kms.create_key(Description="made by the test")["KeyMetadata"]["Arn"]
        self.kms.create_alias(AliasName=f"alias/{alias}", TargetKeyId=key)
        return key

    # Secrets Manager

    def create(self, name, *, description=None, tags=None, key=None, key_alias=None, value=True, copy_to=None):
        tags = self.tags(tags or {})
        asked = {"Name": name, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}
        if description is not None:
            asked["Description"] = description
        if key is not None:
            asked["KmsKeyId"] = key
        if value:
            asked["SecretString"] = f"{CANARY}-{name[:20]}-1"
        made_at = self.clock.now()
        answer = self.sm.create_secret(**asked)
        row = self.row(answer["ARN"], name, "secretsmanager")
        row.update(description=description, tags=tags, created_at=made_at)
        if key is not None:
            row.update(key_manager="customer", key_alias=key_alias)
        if value:
            row["value_made_at"] = made_at
            row["versions"][answer["VersionId"]] = {"stages": ["AWSCURRENT"], "made_at": made_at}
        self.secrets[name] = row
        if copy_to is not None:
            self.sm.replicate_secret_to_regions(SecretId=name, AddReplicaRegions=[{"Region": copy_to.region}])
            row["replicas"] = [copy_to.region]
            there = copy_to.row(answer["ARN"].replace(self.region, copy_to.region), name, "secretsmanager")
            for fact in ("description", "created_at", "tags", "value_made_at", "versions"):
                there[fact] = row[fact]
            there["replica_of"] = self.region
            copy_to.secrets[name] = there

    def put_value(self, name, stages=("AWSCURRENT",)):
        row = self.secrets[name]
        made_at = self.clock.now()
        answer = self.sm.put_secret_value(
            SecretId=name, SecretString=f"{CANARY}-{made_at}", VersionStages=list(stages)
        )
        if "AWSCURRENT" in stages:
            self.promote(row)
            row["value_made_at"] = made_at
        row["versions"][answer["VersionId"]] = {"stages": list(stages), "made_at": made_at}

    @staticmethod
    def promote(row):
        """Current becomes previous; what was previous loses its label, and no longer counts as a version."""
        labelled = {}
        for version, facts in row["versions"].items():
            stages = ["AWSPREVIOUS" if s == "AWSCURRENT" else s for s in facts["stages"] if s != "AWSPREVIOUS"]
            if stages:
                labelled[version] = {**facts, "stages": stages}
        row["versions"] = labelled

    def describe(self, name, description):
        self.sm.update_secret(SecretId=name, Description=description)
        self.secrets[name]["description"] = description

    def tag(self, name, tags):
        self.sm.tag_resource(SecretId=name, Tags=[{"Key": k, "Value": v} for k, v in tags.items()])
        self.secrets[name]["tags"].update(tags)

    def allow(self, name, principal):
        """A resource policy: read only when a person opens the secret."""
        policy = {
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"AWS": principal},
                "Action": "secretsmanager:GetSecretValue",
                "Resource": "*",
            }],
        }
        self.policies[self.secrets[name]["arn"]] = json.dumps(policy)
        self.sm.put_resource_policy(SecretId=name, ResourcePolicy=json.dumps(policy))

    def delete(self, name):
        self.secrets[name]["deleted_at"] = self.clock.now()
        self.sm.delete_secret(SecretId=name, RecoveryWindowInDays=30)

    def make_function(self):
        """A rotation function that does nothing: the servers want one to exist."""
        role = self.iam.create_role(RoleName=f"rotate-{self.region}", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("rotate.py", "def handler(event, context):\n    return None\n")
        answer = self.functions.create_function(
            FunctionName="rotate",
            Runtime="python3.11",
            Role=role,
            Handler="rotate.handler",
            Code={"ZipFile": archive.getvalue()},
        )
        return answer["FunctionArn"]

    def rotate(self, name, function, days):
        """Sets up the rotation and does by hand what the function would: the pending version becomes the current one."""
        row = self.secrets[name]
        old = next(v for v, facts in row["versions"].items() if "AWSCURRENT" in facts["stages"])
        new = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
        made_at = self.clock.now()
        self.sm.rotate_secret(
            SecretId=name,
            ClientRequestToken=new,
            RotationLambdaARN=function,
            RotationRules={"AutomaticallyAfterDays": days},
            RotateImmediately=False,
        )
        if self.server.name == "moto":
            self.sm.update_secret_version_stage(
                SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=new, RemoveFromVersionId=old
            )
            self.sm.update_secret_version_stage(SecretId=name, VersionStage="AWSPENDING", RemoveFromVersionId=new)
        self.promote(row)
        row["versions"][new] = {"stages": ["AWSCURRENT"], "made_at": made_at}
        row.update(
            value_made_at=made_at,
            rotated_at=made_at,
            rotated_by="function",
            function=function,
            rotated_after_days=days,
        )

    # Parameter Store

    def put(self, name, kind="SecureString", *, description=None, tags=None, key=None, key_alias=None, tier="Standard"):
        row = self.parameters.get(name)
        asked = {"Name": name, "Type": kind, "Value": f"{CANARY},{name[-20:]}", "Tier": tier}
        if description is not None:
            asked["Description"] = description
        if key is not None:
            asked["KeyId"] = key
        made_at = self.clock.now()
        if row is None:
            tags = self.tags(tags or {})
            asked["Tags"] = [{"Key": k, "Value": v} for k, v in tags.items()]
            slash = "" if name.startswith("/") else "/"
            arn = f"arn:aws:ssm:{self.region}:{self.account}:parameter{slash}{name}"
            row = self.row(arn, name, "ssm")
            row.update(tags=tags, parameter_type=kind, parameter_version=0)
            row["key_manager"] = "none" if kind != "SecureString" else "customer" if key else "aws"
            row["key_alias"] = key_alias
            self.parameters[name] = row
        else:
            asked["Overwrite"] = True
        self.ssm.put_parameter(**asked)
        row["parameter_version"] += 1
        row["value_made_at"] = made_at
        row["versions"] = {str(row["parameter_version"]): {"stages": ["AWSCURRENT"], "made_at": made_at}}
        if description is not None:
            row["description"] = description

    def tag_parameter(self, name, tags):
        self.ssm.add_tags_to_resource(
            ResourceType="Parameter", ResourceId=name, Tags=[{"Key": k, "Value": v} for k, v in tags.items()]
        )
        self.parameters[name]["tags"].update(tags)


class Server:
    """The server at an address, and how its accounts are reached."""

    def __init__(self, name, endpoint):
        self.name = name
        self.endpoint = endpoint
        # A key of 12 digits is ministack's way to name an account; to moto it is a key like any other.
        self.base = {"aws_access_key_id": "111111111111", "aws_secret_access_key": "not-checked"}

    def client(self, service):
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGIONS[0], **self.base)

    def accounts(self):
        """The base account first. moto makes an organisation; ministack takes any number for an account."""
        base = self.client("sts").get_caller_identity()["Account"]
        if self.name != "moto":
            return [base, "222222222222", "333333333333"]
        organizations = self.client("organizations")
        organizations.create_organization(FeatureSet="ALL")
        made = [
            organizations.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]
            for name in ("payments", "data")
        ]
        return [base] + [status["AccountId"] for status in made]

    def sign_in(self, account, base):
        if account == base:
            return self.base
        answer = self.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="seed"
        )["Credentials"]
        return {
            "aws_access_key_id": answer["AccessKeyId"],
            "aws_secret_access_key": answer["SecretAccessKey"],
            "aws_session_token": answer["SessionToken"],
        }


def plan(cell, second):
    """What happens in one cell, as (days ago, what): a story for each way in which the age of a value misleads."""
    key = cell.make_key("app/ledger")
    function = cell.make_function()
    many = {f"tag-{i:02}": f"value {i}" for i in range(49)}
    return [
        # Never touched since it was made.
        (800, lambda: cell.create("prod/ledger/postgres-admin", description="The ledger's database", tags={"team": "ledger"})),
        # Rotated by hand, then tagged: neither LastRotatedDate nor LastChangedDate is the value's age.
        (400, lambda: cell.create("prod/web/stripe", tags={"team": "web"})),
        (120, lambda: cell.put_value("prod/web/stripe")),
        (3, lambda: cell.tag("prod/web/stripe", {"owner": "web@example.com"})),
        (2, lambda: cell.allow("prod/web/stripe", f"arn:aws:iam::{cell.account}:root")),
        # Only its description is new.
        (400, lambda: cell.create("prod/auth/jwt")),
        (10, lambda: cell.describe("prod/auth/jwt", "Signs tokens")),
        # Rotated by hand again and again: the oldest versions carry no label any more.
        (365, lambda: cell.create("prod/mail/smtp")),
        (300, lambda: cell.put_value("prod/mail/smtp")),
        (200, lambda: cell.put_value("prod/mail/smtp")),
        (45, lambda: cell.put_value("prod/mail/smtp")),
        # A rotation that began and has not ended, and a label of the organisation's own.
        (200, lambda: cell.create("prod/billing/lingering")),
        (30, lambda: cell.put_value("prod/billing/lingering", ["AWSPENDING"])),
        (150, lambda: cell.create("prod/billing/labelled")),
        (90, lambda: cell.put_value("prod/billing/labelled", ["canary-release"])),
        # A rotation that ended.
        (100, lambda: cell.create("prod/ledger/rotated")),
        (20, lambda: cell.rotate("prod/ledger/rotated", function, 30)),
        (45, lambda: cell.create("prod/ledger/own-key", key=key, key_alias="app/ledger")),
        (90, lambda: cell.create("prod/old/doomed")),
        (2, lambda: cell.delete("prod/old/doomed")),
        (60, lambda: cell.create("prod/new/empty", value=False)),
        (0, lambda: cell.create("prod/new/today")),
        (70, lambda: cell.create(LONGEST, description="d" * 2048, tags=many)),
        (71, lambda: cell.create("=1+1@evil.example", description=HOSTILE, tags={"note": HOSTILE})),
        *([(55, lambda: cell.create("prod/shared/copied", copy_to=second))] if second else []),
        # Parameters.
        (800, lambda: cell.put("/prod/web/STRIPE_API_KEY", tags={"team": "web"})),
        (400, lambda: cell.put("/prod/web/OAUTH_CLIENT_SECRET")),
        (60, lambda: cell.put("/prod/web/OAUTH_CLIENT_SECRET")),
        (3, lambda: cell.tag_parameter("/prod/web/OAUTH_CLIENT_SECRET", {"owner": "web@example.com"})),
        (300, lambda: cell.put("DB_PASSWORD", "String", description=HOSTILE, tags={"note": HOSTILE})),
        (120, lambda: cell.put("/prod/web/LOG_LEVEL", "String")),
        (45, lambda: cell.put("/prod/web/HOSTS", "StringList")),
        (30, lambda: cell.put("/prod/ledger/OWN_KEY", key=key, key_alias="app/ledger")),
        (15, lambda: cell.put("/prod/ledger/ADVANCED", tier="Advanced")),
        (9, lambda: cell.put("/prod/../etc/passwd.--drop_table")),
        (1, lambda: cell.put("/prod/new/TODAY")),
    ]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--server", choices=["moto", "ministack"], required=True)
    arguments.add_argument("--endpoint", required=True)
    arguments.add_argument("--clock", required=True, help="the file that libfaketime reads")
    asked = arguments.parse_args()

    clock = Clock(asked.clock)
    clock.turn_back(0)
    server = Server(asked.server, asked.endpoint)
    accounts = server.accounts()
    cells = [
        Cell(server, clock, account, region, credentials)
        for account in accounts
        for credentials in [server.sign_in(account, accounts[0])]
        for region in REGIONS
    ]
    steps = []
    for at, cell in enumerate(cells):
        second = cells[at + 1] if cell.region == REGIONS[0] else None
        steps += plan(cell, second)
    # More than one page of either store in one cell: 100 secrets, 50 parameters (moto: 10).
    first = cells[0]
    for number in range(120):
        steps.append((250, lambda n=number: first.create(f"bulk/secret-{n:03}")))
        steps.append((251, lambda n=number: first.put(f"/bulk/parameter-{n:03}")))
    steps.sort(key=lambda step: -step[0])
    for days, step in steps:
        clock.turn_back(days * DAY)
        step()
    clock.turn_back(0)

    rows = [row for cell in cells for row in [*cell.secrets.values(), *cell.parameters.values()]]
    policies = {arn: policy for cell in cells for arn, policy in cell.policies.items()}
    seeded = {"accounts": accounts, "regions": REGIONS, "role": ROLE, "canary": CANARY, "rows": rows}
    json.dump({**seeded, "policies": policies}, sys.stdout)


if __name__ == "__main__":
    main()
