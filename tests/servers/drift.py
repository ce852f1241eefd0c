"""Checks the loopback estate's raw answers against the published models of AWS's APIs (botocore's, pinned).

botocore signs and sends each request; the answer is taken before botocore reads it, because its own parser forgives what
an SDK in another language may not: a null, a date as text, a member that AWS does not have. Every operation is called
for every account, region and secret, so that every branch of the made-up organisation is seen.

Prints {"checked": {operation: answers}, "faults": [...]}. With --refusals every operation is called once and must be
refused with one of these codes, in the form that its protocol gives to errors.
"""

import argparse
import json
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError
from judge import Judge, check_judge

PAGES = 50  # pages of one listing that are followed before it counts as one that never ends


class Caller:
    """Signs requests for one account and hands every raw answer to the judge."""

    def __init__(self, endpoint, judge, credentials=None):
        self.endpoint = endpoint
        self.judge = judge
        self.session = botocore.session.get_session()
        if credentials:
            self.session.set_credentials(
                credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
            )
        self.clients = {}

    def client(self, service, region):
        if (service, region) not in self.clients:
            client = self.session.create_client(
                service,
                region_name=region,
                endpoint_url=self.endpoint,
                config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
            )
            # boto3 checks arguments before it sends; the estate must answer to bad ones too.
            client.meta.events.register("before-parse", self.seen)
            self.clients[service, region] = client
        return self.clients[service, region]

    def seen(self, operation_model, response_dict, **_):
        self.judge.answer(operation_model, response_dict)

    def call(self, service, region, operation, **parameters):
        """The answer as botocore reads it, or None where the estate refuses."""
        client = self.client(service, region)
        try:
            return client._make_api_call(operation, parameters)
        except ClientError:
            return None

    def refused(self, service, region, operation, *codes, **parameters):
        """A call that AWS refuses with one of these errors."""
        where = f"{service}.{operation}"
        try:
            self.client(service, region)._make_api_call(operation, parameters)
        except ClientError as error:
            if error.response["Error"]["Code"] not in codes:
                self.judge.fault(where, f"refused with {error.response['Error']['Code']}, not {codes}")
        else:
            self.judge.fault(where, f"answered, though AWS refuses with {codes}")

    def pages(self, service, region, operation, members, token, **parameters):
        """The members of every page of a listing. `token` is (in the answer, in the next request)."""
        found = []
        for _ in range(PAGES):
            answer = self.call(service, region, operation, **parameters)
            if answer is None:
                self.judge.fault(f"{service}.{operation}", "refused a plain listing")
                return found
            found += answer.get(members, [])
            if not answer.get(token[0]):
                return found
            parameters[token[1]] = answer[token[0]]
        self.judge.fault(f"{service}.{operation}", f"more than {PAGES} pages")
        return found


def organisation(caller, regions):
    """A caller for each active account."""
    caller.call("sts", regions[0], "GetCallerIdentity")
    caller.call("organizations", regions[0], "DescribeOrganization")
    accounts = caller.pages("organizations", regions[0], "ListAccounts", "Accounts", ("NextToken", "NextToken"), MaxResults=3)
    callers = []
    for account in accounts:
        if account["Status"] != "ACTIVE":
            continue
        role = f"arn:aws:iam::{account['Id']}:role/keyturn"
        caller.call("sts", regions[0], "GetSessionToken")
        answer = caller.call("sts", regions[0], "AssumeRole", RoleArn=role, RoleSessionName="drift")
        callers.append(Caller(caller.endpoint, caller.judge, answer["Credentials"]))
    return callers


def secrets_manager(caller, region):
    listed = caller.pages(
        "secretsmanager", region, "ListSecrets", "SecretList", ("NextToken", "NextToken"),
        MaxResults=20, IncludePlannedDeletion=True,
    )
    for secret in listed:
        name = {"SecretId": secret["ARN"]}
        caller.pages(
            "secretsmanager", region, "ListSecretVersionIds", "Versions", ("NextToken", "NextToken"),
            IncludeDeprecated=True, **name,
        )
        caller.call("secretsmanager", region, "DescribeSecret", **name)
        caller.call("secretsmanager", region, "GetResourcePolicy", **name)
        caller.call("secretsmanager", region, "GetSecretValue", **name)
        if secret.get("RotationEnabled") and "DeletedDate" not in secret:
            caller.call("secretsmanager", region, "RotateSecret", **name)
    some = [secret["ARN"] for secret in listed[:5]]
    caller.call("secretsmanager", region, "BatchGetSecretValue", SecretIdList=some)
    for operation in ("DescribeSecret", "ListSecretVersionIds", "GetResourcePolicy", "GetSecretValue", "RotateSecret"):
        caller.refused("secretsmanager", region, operation, "ResourceNotFoundException", SecretId="no/such/secret")
    caller.refused("secretsmanager", region, "ListSecrets", "InvalidNextTokenException", NextToken="no such token")


def parameter_store(caller, region):
    listed = caller.pages("ssm", region, "DescribeParameters", "Parameters", ("NextToken", "NextToken"), MaxResults=20)
    names = [parameter["Name"] for parameter in listed]
    for name in names:
        caller.call("ssm", region, "ListTagsForResource", ResourceType="Parameter", ResourceId=name)
        caller.call("ssm", region, "GetParameter", Name=name, WithDecryption=True)
        caller.call("ssm", region, "GetParameterHistory", Name=name)
    for parameter in listed[:5]:
        caller.call("ssm", region, "GetResourcePolicies", ResourceArn=parameter["ARN"])
    caller.call("ssm", region, "GetParameters", Names=[*names[:5], "/no/such/parameter"])
    caller.call("ssm", region, "GetParametersByPath", Path="/", Recursive=True)
    caller.pages(
        "resourcegroupstaggingapi", region, "GetResources", "ResourceTagMappingList",
        ("PaginationToken", "PaginationToken"), ResourceTypeFilters=["ssm:parameter"], ResourcesPerPage=20,
    )
    caller.refused("ssm", region, "DescribeParameters", "InvalidNextToken", NextToken="no such token")
    caller.refused("ssm", region, "GetParameter", "ParameterNotFound", Name="/no/such/parameter")
    caller.refused(
        "ssm", region, "ListTagsForResource", "InvalidResourceId",
        ResourceType="Parameter", ResourceId="/no/such/parameter",
    )


def keys(caller, region):
    caller.pages("kms", region, "ListAliases", "Aliases", ("NextMarker", "Marker"), Limit=5)
    for key in caller.pages("kms", region, "ListKeys", "Keys", ("NextMarker", "Marker"), Limit=5):
        named = {"KeyId": key["KeyArn"]}
        caller.call("kms", region, "DescribeKey", **named)
        policy = caller.call("kms", region, "GetKeyPolicy", PolicyName="default", **named)["Policy"]
        if json.loads(policy)["Version"] != "2012-10-17":
            caller.judge.fault("kms.GetKeyPolicy", f"the policy is {policy[:80]}")
        caller.pages("kms", region, "ListGrants", "Grants", ("NextMarker", "Marker"), Limit=1, **named)
        caller.pages("kms", region, "ListResourceTags", "Tags", ("NextMarker", "Marker"), Limit=1, **named)
    caller.call("kms", region, "Decrypt", CiphertextBlob=b"not a ciphertext")
    caller.refused("kms", region, "DescribeKey", "NotFoundException", KeyId="00000000-0000-0000-0000-000000000000")


def opted_in(caller, regions):
    listed = caller.pages("account", regions[0], "ListRegions", "Regions", ("NextToken", "NextToken"), MaxResults=3)
    on = [one["RegionName"] for one in listed if one["RegionOptStatus"] in ("ENABLED", "ENABLED_BY_DEFAULT")]
    if not set(regions) <= set(on) or len(on) == len(listed):
        caller.judge.fault("account.ListRegions", f"{on} are enabled, of {len(listed)}")
    caller.refused("account", regions[0], "ListRegions", "ValidationException", NextToken="no such token")


def identities(caller, region):
    details = caller.pages(
        "iam", region, "GetAccountAuthorizationDetails", "RoleDetailList", ("Marker", "Marker"), MaxItems=7
    )
    if not any(role["RolePolicyList"] for role in details):
        caller.judge.fault("iam.GetAccountAuthorizationDetails", "no role has an inline policy that botocore decodes")
    caller.call("iam", region, "GetAccountAuthorizationDetails", Filter=["AWSManagedPolicy"])
    caller.refused("iam", region, "GetAccountAuthorizationDetails", "ValidationError", Marker="no such marker")


def tree(caller, region):
    def listing(operation, members, **parameters):
        return caller.pages("organizations", region, operation, members, ("NextToken", "NextToken"), **parameters)

    waiting = [root["Id"] for root in listing("ListRoots", "Roots")]
    while waiting:
        parent = waiting.pop()
        listing("ListAccountsForParent", "Accounts", ParentId=parent)
        units = listing("ListOrganizationalUnitsForParent", "OrganizationalUnits", ParentId=parent)
        waiting += [unit["Id"] for unit in units]
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        for policy in listing("ListPolicies", "Policies", Filter=kind):
            content = caller.call("organizations", region, "DescribePolicy", PolicyId=policy["Id"])["Policy"]["Content"]
            if json.loads(content)["Version"] != "2012-10-17":
                caller.judge.fault("organizations.DescribePolicy", f"the policy is {content[:80]}")
            listing("ListTargetsForPolicy", "Targets", PolicyId=policy["Id"], MaxResults=2)
    caller.refused("organizations", region, "DescribePolicy", "PolicyNotFoundException", PolicyId="p-00000000")
    caller.refused("organizations", region, "ListAccountsForParent", "ParentNotFoundException", ParentId="ou-none-none0000")


def identity_center(caller, region):
    def listing(service, operation, members, **parameters):
        return caller.pages(service, region, operation, members, ("NextToken", "NextToken"), **parameters)

    instances = listing("sso-admin", "ListInstances", "Instances")
    if len(instances) != 1:
        caller.judge.fault("sso-admin.ListInstances", f"{len(instances)} instances, not 1")
    for instance in instances:
        of = {"InstanceArn": instance["InstanceArn"]}
        for arn in listing("sso-admin", "ListPermissionSets", "PermissionSets", MaxResults=2, **of):
            of_set = {"PermissionSetArn": arn, **of}
            caller.call("sso-admin", region, "DescribePermissionSet", **of_set)
            for account in listing("sso-admin", "ListAccountsForProvisionedPermissionSet", "AccountIds", **of_set):
                listing("sso-admin", "ListAccountAssignments", "AccountAssignments", AccountId=account, **of_set)
        store = {"IdentityStoreId": instance["IdentityStoreId"]}
        listing("identitystore", "ListUsers", "Users", MaxResults=100, **store)
        for group in listing("identitystore", "ListGroups", "Groups", **store):
            listing("identitystore", "ListGroupMemberships", "GroupMemberships", GroupId=group["GroupId"], **store)
        none = {"PermissionSetArn": of["InstanceArn"].replace("instance", "permissionSet") + "/ps-0000000000000000", **of}
        caller.refused("sso-admin", region, "DescribePermissionSet", "ResourceNotFoundException", **none)
        unknown = "00000000-0000-0000-0000-000000000000"
        caller.refused("identitystore", region, "ListGroupMemberships", "ResourceNotFoundException", GroupId=unknown, **store)


def trails(caller, region):
    listed = caller.call("cloudtrail", region, "DescribeTrails")["trailList"]
    if len(listed) != 1:
        caller.judge.fault("cloudtrail.DescribeTrails", f"{len(listed)} trails, not 1")
    for trail in listed:
        caller.call("cloudtrail", region, "GetTrailStatus", Name=trail["TrailARN"])
        caller.call("cloudtrail", region, "GetEventSelectors", TrailName=trail["TrailARN"])
        caller.call("s3", region, "GetBucketLifecycleConfiguration", Bucket=trail["S3BucketName"])
    for operation, name in (("GetTrailStatus", "Name"), ("GetEventSelectors", "TrailName")):
        caller.refused("cloudtrail", region, operation, "TrailNotFoundException", **{name: "no-such-trail"})
    caller.refused("s3", region, "GetBucketLifecycleConfiguration", "NoSuchBucket", Bucket="no-such-bucket")


def history(caller, region):
    def lookup(key, value, **more):
        attribute = [{"AttributeKey": key, "AttributeValue": value}]
        answer = caller.call("cloudtrail", region, "LookupEvents", LookupAttributes=attribute, **more) or {}
        return answer.get("Events", [])

    where = "cloudtrail.LookupEvents"
    page = caller.call("cloudtrail", region, "LookupEvents")
    for event in page["Events"]:
        record = json.loads(event["CloudTrailEvent"])
        said = (record["eventID"], record["eventName"], record["eventSource"], str(record["readOnly"]).lower())
        if said != (event["EventId"], event["EventName"], event["EventSource"], event["ReadOnly"]):
            caller.judge.fault(where, f"the event and its record differ: {said}")
        if record["awsRegion"] != region:
            caller.judge.fault(where, f"an event of {record['awsRegion']} in {region}")
    times = [event["EventTime"] for event in page["Events"]]
    if times != sorted(times, reverse=True):
        caller.judge.fault(where, "the newest events do not come first")
    if len(times) != 50 and "NextToken" in page:
        caller.judge.fault(where, f"{len(times)} events on a full page")
    newest = page["Events"][0]
    for key, value in [
        ("EventId", newest["EventId"]), ("EventName", newest["EventName"]), ("EventSource", newest["EventSource"]),
        ("ReadOnly", newest["ReadOnly"]),
    ]:
        found = lookup(key, value, MaxResults=50)
        if not any(event["EventId"] == newest["EventId"] for event in found):
            caller.judge.fault(where, f"{key} = {value} does not find its event")
    caller.pages(
        "cloudtrail", region, "LookupEvents", "Events", ("NextToken", "NextToken"),
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "ListSecrets"}],
    )
    caller.call("cloudtrail", region, "LookupEvents", EventCategory="insight")
    for code, bad in [
        ("InvalidNextTokenException", {"NextToken": "no such token"}),
        ("InvalidMaxResultsException", {"MaxResults": 51}),
        ("InvalidTimeRangeException", {"StartTime": 2_000_000_000, "EndTime": 1_000_000_000}),
        ("InvalidLookupAttributesException", {"LookupAttributes": [{"AttributeKey": "Colour", "AttributeValue": "x"}]}),
        ("InvalidEventCategoryException", {"EventCategory": "odd"}),
    ]:
        caller.refused("cloudtrail", region, "LookupEvents", code, **bad)


# One plain call of each operation, for the refusals.
PLAIN = [
    ("sts", "GetCallerIdentity", {}),
    ("sts", "GetSessionToken", {}),
    ("sts", "AssumeRole", {"RoleArn": "arn:aws:iam::111122223333:role/keyturn", "RoleSessionName": "drift"}),
    ("organizations", "ListAccounts", {}),
    ("organizations", "DescribeOrganization", {}),
    ("organizations", "ListRoots", {}),
    ("organizations", "ListOrganizationalUnitsForParent", {"ParentId": "r-a1b2"}),
    ("organizations", "ListAccountsForParent", {"ParentId": "r-a1b2"}),
    ("organizations", "ListPolicies", {"Filter": "SERVICE_CONTROL_POLICY"}),
    ("organizations", "DescribePolicy", {"PolicyId": "p-FullAWSAccess"}),
    ("organizations", "ListTargetsForPolicy", {"PolicyId": "p-FullAWSAccess"}),
    ("iam", "GetAccountAuthorizationDetails", {}),
    ("account", "ListRegions", {}),
    ("secretsmanager", "ListSecrets", {}),
    ("secretsmanager", "ListSecretVersionIds", {"SecretId": "x"}),
    ("secretsmanager", "DescribeSecret", {"SecretId": "x"}),
    ("secretsmanager", "GetResourcePolicy", {"SecretId": "x"}),
    ("secretsmanager", "GetSecretValue", {"SecretId": "x"}),
    ("secretsmanager", "RotateSecret", {"SecretId": "x"}),
    ("secretsmanager", "BatchGetSecretValue", {"SecretIdList": ["x"]}),
    ("ssm", "DescribeParameters", {}),
    ("ssm", "ListTagsForResource", {"ResourceType": "Parameter", "ResourceId": "x"}),
    ("ssm", "GetResourcePolicies", {"ResourceArn": "arn:aws:ssm:us-east-1:111122223333:parameter/x"}),
    ("ssm", "GetParameter", {"Name": "x"}),
    ("ssm", "GetParameters", {"Names": ["x"]}),
    ("ssm", "GetParametersByPath", {"Path": "/"}),
    ("ssm", "GetParameterHistory", {"Name": "x"}),
    ("resourcegroupstaggingapi", "GetResources", {}),
    ("kms", "ListAliases", {}),
    ("kms", "ListKeys", {}),
    ("kms", "DescribeKey", {"KeyId": "x"}),
    ("kms", "GetKeyPolicy", {"KeyId": "x"}),
    ("kms", "ListGrants", {"KeyId": "x"}),
    ("kms", "ListResourceTags", {"KeyId": "x"}),
    ("kms", "Decrypt", {"CiphertextBlob": b"x"}),
    ("cloudtrail", "LookupEvents", {}),
    ("cloudtrail", "DescribeTrails", {}),
    ("cloudtrail", "GetTrailStatus", {"Name": "x"}),
    ("cloudtrail", "GetEventSelectors", {"TrailName": "x"}),
    ("s3", "GetBucketLifecycleConfiguration", {"Bucket": "some-bucket"}),
    ("sso-admin", "ListInstances", {}),
    ("sso-admin", "ListPermissionSets", {"InstanceArn": "x"}),
    ("sso-admin", "DescribePermissionSet", {"InstanceArn": "x", "PermissionSetArn": "x"}),
    ("sso-admin", "ListAccountsForProvisionedPermissionSet", {"InstanceArn": "x", "PermissionSetArn": "x"}),
    ("sso-admin", "ListAccountAssignments", {"InstanceArn": "x", "PermissionSetArn": "x", "AccountId": "111122223333"}),
    ("identitystore", "ListUsers", {"IdentityStoreId": "x"}),
    ("identitystore", "ListGroups", {"IdentityStoreId": "x"}),
    ("identitystore", "ListGroupMemberships", {"IdentityStoreId": "x", "GroupId": "x"}),
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--endpoint", required=True)
    arguments.add_argument("--regions", required=True, help="with commas between them")
    arguments.add_argument("--refusals", help="the codes of which one must refuse every call, with commas between them")
    asked = arguments.parse_args()
    regions = asked.regions.split(",")
    check_judge()
    judge = Judge()
    caller = Caller(asked.endpoint, judge)
    if asked.refusals:
        for service, operation, parameters in PLAIN:
            caller.refused(service, regions[0], operation, *asked.refusals.split(","), **parameters)
    else:
        tree(caller, regions[0])
        identity_center(caller, regions[0])
        for account in organisation(caller, regions):
            opted_in(account, regions)
            identities(account, regions[0])
            for region in regions:
                secrets_manager(account, region)
                parameter_store(account, region)
                keys(account, region)
                trails(account, region)
                history(account, region)
        # An operation that AWS has and the estate does not serve.
        caller.refused("ssm", regions[0], "DescribeInstanceInformation", "UnknownOperationException")
    json.dump({"checked": judge.checked, "faults": sorted(set(judge.faults))}, sys.stdout)


if __name__ == "__main__":
    main()
