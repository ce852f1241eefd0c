"""Reads secrets of a server nobody here wrote, over its own APIs and at known times, and prints what it read.

The server runs under libfaketime with a clock file, as for seed.py. What it prints is what CloudTrail would hold after
the same calls: it is worked out from the calls and not read back.
"""

import argparse
import json
import sys

import boto3
from botocore.config import Config

from seed import CANARY, DAY, Clock

ACCOUNT = "111111111111"
REGIONS = ["us-east-1", "eu-west-1"]
DB = "prod/db"
TOKEN = "/prod/web/token"
# The last reads are minutes old: nothing of theirs is still to come, and no second of theirs is still running.
AGES = [60 * DAY, 30 * DAY, 30 * DAY - 2, 300]


class Calls:
    """The calls of one region, and the events that they make."""

    def __init__(self, endpoint, clock, region):
        self.clock = clock
        self.region = region
        self.events = []

        def client(service):
            return boto3.client(
                service,
                endpoint_url=endpoint,
                region_name=region,
                aws_access_key_id=ACCOUNT,
                aws_secret_access_key="not-checked",
                config=Config(retries={"total_max_attempts": 1}),
            )

        self.clients = {service: client(service) for service in ("secretsmanager", "ssm", "kms")}

    def call(self, service, event, secret="", **asked):
        method = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in event).lstrip("_")
        answer = getattr(self.clients[service], method)(**asked)
        self.events.append({
            "source": f"{service}.amazonaws.com",
            "name": event,
            "region": self.region,
            "at": self.clock.now(),
            "secret": secret,
        })
        return answer

    def make(self):
        self.call("secretsmanager", "CreateSecret", DB, Name=DB, SecretString=CANARY)
        self.call("ssm", "PutParameter", TOKEN, Name=TOKEN, Value=CANARY, Type="SecureString")

    def read(self):
        self.call("secretsmanager", "GetSecretValue", DB, SecretId=DB)
        self.call("secretsmanager", "ListSecrets")
        self.call("ssm", "GetParameter", TOKEN, Name=TOKEN, WithDecryption=True)
        self.call("ssm", "GetParameters", TOKEN, Names=[TOKEN, "/prod/web/none"])
        self.call("ssm", "GetParametersByPath", "/prod", Path="/prod", Recursive=True)
        self.call("ssm", "GetParameterHistory", TOKEN, Name=TOKEN)
        # Not wanted: nothing that is asked for brings it.
        self.call("kms", "ListAliases")

    def finish(self):
        self.call("secretsmanager", "DeleteSecret", DB, SecretId=DB, RecoveryWindowInDays=7)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--clock", required=True, help="the file that the server's libfaketime reads")
    # As seed.py takes it; only one server records.
    parser.add_argument("--server", required=True, choices=["ministack"])
    options = parser.parse_args()

    clock = Clock(options.clock)
    regions = [Calls(options.endpoint, clock, region) for region in REGIONS]
    for age in AGES:
        clock.turn_back(age)
        for calls in regions:
            if age == AGES[0]:
                calls.make()
            calls.read()
            if age == AGES[-1]:
                calls.finish()
    clock.turn_back(0)
    now = clock.now()
    json.dump(
        {
            "account": ACCOUNT,
            "regions": REGIONS,
            "from": now - 90 * DAY,
            "to": now,
            "events": [event for calls in regions for event in calls.events],
            "canary": CANARY,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
