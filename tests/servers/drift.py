"""Checks the loopback estate's raw answers against the published models of AWS's APIs (botocore's, pinned).

botocore signs and sends each request; the answer is taken before botocore reads it, because its own parser forgives what
an SDK in another language may not: a null, a date as text, a member that AWS does not have. Every operation is called
for every account, region and secret, so that every branch of the made-up organisation is seen.

Prints {"checked": {operation: answers}, "faults": [...]}. With --refusals every operation is called once and must be
refused with one of these codes, in the form that its protocol gives to errors.
"""

import argparse
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

# AWS sends these for any operation; the models of single operations leave them out.
# https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html
COMMON_ERRORS = {
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "InternalFailure",
    "InternalServerError",
    "InvalidClientTokenId",
    "SerializationException",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
}
# AWS sends these without a message.
WITHOUT_MESSAGE = {"ParameterNotFound", "UnknownOperationException"}
# Where AWS answers otherwise than its own model, with what was seen.
# https://docs.aws.amazon.com/cli/latest/reference/ssm/get-parameter-history.html has empty lists of labels.
CONTRADICTED = {("ssm.GetParameterHistory.Parameters[].Labels", 0)}
PAGES = 50  # pages of one listing that are followed before it counts as one that never ends


class Judge:
    """Collects what was checked and what was wrong with it."""

    def __init__(self):
        self.checked = Counter()
        self.faults = []

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")

    def answer(self, operation, response):
        """One raw answer: its status, headers and body."""
        where = f"{operation.service_model.service_name}.{operation.name}"
        self.checked[where] += 1
        headers = {name.lower(): value for name, value in response["headers"].items()}
        protocol = operation.service_model.metadata["protocol"]
        if not any(name in headers for name in ("x-amzn-requestid", "x-amz-request-id")):
            self.fault(where, "no x-amzn-RequestId header")
        if protocol == "json":
            version = operation.service_model.metadata["jsonVersion"]
            wanted = f"application/x-amz-json-{version}"
        else:
            wanted = "text/xml"
        if not headers.get("content-type", "").startswith(wanted):
            self.fault(where, f"content type {headers.get('content-type')!r}, not {wanted}")
        try:
            body = json.loads(response["body"]) if protocol == "json" else ElementTree.fromstring(response["body"])
        except (ValueError, ElementTree.ParseError) as error:
            self.fault(where, f"the body is not {protocol}: {error}")
            return
        if response["status_code"] >= 300:
            self.refusal(where, operation, response["status_code"], headers, body)
        elif protocol == "json":
            self.json_value(where, operation.output_shape, body)
        else:
            self.xml_answer(where, operation, body)

    # Answers

    def json_value(self, where, shape, value):
        if value is None:
            self.fault(where, "null: AWS leaves the member out")
            return
        kinds = {
            "structure": dict,
            "map": dict,
            "list": list,
            "string": str,
            "blob": str,
            "boolean": bool,
            "integer": int,
            "long": int,
            "float": (int, float),
            "double": (int, float),
            "timestamp": (int, float),
        }
        if not isinstance(value, kinds[shape.type_name]) or (isinstance(value, bool) and shape.type_name != "boolean"):
            self.fault(where, f"{type(value).__name__}, not {shape.type_name}")
        elif shape.type_name == "structure":
            self.structure(where, shape, value)
        elif shape.type_name == "map":
            for key, inner in value.items():
                self.json_value(f"{where}.<key>", shape.key, key)
                self.json_value(f"{where}[{key!r}]", shape.value, inner)
        elif shape.type_name == "list":
            self.size(where, shape, len(value))
            for inner in value:
                self.json_value(f"{where}[]", shape.member, inner)
        elif shape.type_name == "string":
            self.text(where, shape, value)
        elif shape.type_name == "timestamp" and not 1_000_000_000 < value < 10_000_000_000:
            self.fault(where, f"{value} is not a date in seconds since 1970")
        elif shape.type_name in ("integer", "long"):
            self.size(where, shape, value)

    def structure(self, where, shape, value):
        names = {inner.serialization.get("name", name): inner for name, inner in shape.members.items()}
        for name, inner in value.items():
            if name in names:
                self.json_value(f"{where}.{name}", names[name], inner)
            else:
                self.fault(where, f"the model of {shape.name} has no member {name}")
        for name in shape.required_members:
            if name not in value:
                self.fault(where, f"{shape.name} must have {name}")

    def text(self, where, shape, value):
        # No upper bound: the models contradict themselves (a secret is made with up to 512 characters and listed with 256).
        if len(value) < shape.metadata.get("min", 0):
            self.fault(where, f"{value!r} is too short")
        if shape.enum and value not in shape.enum:
            self.fault(where, f"{value!r} is none of {shape.enum}")
        pattern = shape.metadata.get("pattern")
        try:
            if pattern and not re.search(pattern, value):
                self.fault(where, f"{value[:80]!r} does not match {pattern}")
        except re.error:
            pass  # A pattern in Java's dialect.

    def size(self, where, shape, size):
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        outside = (low is not None and size < low) or (high is not None and size > high)
        if outside and (where, size) not in CONTRADICTED:
            self.fault(where, f"{size} is outside {low}..{high}")

    def xml_answer(self, where, operation, root):
        namespace = operation.service_model.metadata["xmlNamespace"]
        if root.tag != f"{{{namespace}}}{operation.name}Response":
            self.fault(where, f"the root is {root.tag}")
        wrapper = operation.output_shape.serialization.get("resultWrapper")
        inner = root.find(f"{{{namespace}}}{wrapper}")
        if inner is None:
            self.fault(where, f"no {wrapper}")
        else:
            self.xml_value(where, operation.output_shape, inner, namespace)
        if not root.findtext(f"{{{namespace}}}ResponseMetadata/{{{namespace}}}RequestId"):
            self.fault(where, "no ResponseMetadata/RequestId")

    def xml_value(self, where, shape, element, namespace):
        """Structures and plain members: nothing else is in the operations that are served."""
        if shape.type_name == "structure":
            found = {child.tag.removeprefix(f"{{{namespace}}}"): child for child in element}
            for name, child in found.items():
                if name in shape.members:
                    self.xml_value(f"{where}.{name}", shape.members[name], child, namespace)
                else:
                    self.fault(where, f"the model of {shape.name} has no member {name}")
            for name in shape.required_members:
                if name not in found:
                    self.fault(where, f"{shape.name} must have {name}")
        elif shape.type_name == "timestamp":
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", element.text or ""):
                self.fault(where, f"{element.text!r} is not an ISO 8601 date")
        elif shape.type_name == "string":
            self.text(where, shape, element.text or "")
        elif shape.type_name in ("integer", "long"):
            if not re.fullmatch(r"-?\d+", element.text or ""):
                self.fault(where, f"{element.text!r} is not a number")
        else:
            self.fault(where, f"this check knows no {shape.type_name} in XML")

    # Refusals

    def refusal(self, where, operation, status, headers, body):
        if operation.service_model.metadata["protocol"] == "json":
            code = body.get("__type") if isinstance(body, dict) else None
            if not code:
                self.fault(where, f"an error without __type: {body}")
                return
            if headers.get("x-amzn-errortype", code).split(":")[0] != code:
                self.fault(where, f"x-amzn-ErrorType and __type differ: {headers['x-amzn-errortype']}, {code}")
            said = body.get("message", body.get("Message"))
            name = code.split("#")[-1]
        else:
            namespace = operation.service_model.metadata["xmlNamespace"]
            error = body.find(f"{{{namespace}}}Error")
            if error is None or body.tag != f"{{{namespace}}}ErrorResponse":
                self.fault(where, f"not an ErrorResponse with an Error: {body.tag}")
                return
            name = error.findtext(f"{{{namespace}}}Code")
            said = error.findtext(f"{{{namespace}}}Message")
            if error.findtext(f"{{{namespace}}}Type") not in ("Sender", "Receiver"):
                self.fault(where, "Error/Type is neither Sender nor Receiver")
        where = f"{where} ({name})"
        if not isinstance(said, str) and name not in WITHOUT_MESSAGE:
            self.fault(where, "an error without a message")
        declared = {shape.metadata.get("error", {}).get("code", shape.name): shape for shape in operation.error_shapes}
        declared.update({shape.name: shape for shape in operation.error_shapes})
        if name in declared:
            wanted = declared[name].metadata.get("error", {}).get("httpStatusCode")
            if wanted is not None and wanted != status:
                self.fault(where, f"status {status}, not {wanted}")
        elif name not in COMMON_ERRORS:
            self.fault(where, f"the model of {operation.name} has no such error")
        if not 400 <= status < 600:
            self.fault(where, f"status {status}")


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
    some = [secret["ARN"] for secret in listed[:5]]
    caller.call("secretsmanager", region, "BatchGetSecretValue", SecretIdList=some)
    for operation in ("DescribeSecret", "ListSecretVersionIds", "GetResourcePolicy", "GetSecretValue"):
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
        caller.call("kms", region, "DescribeKey", KeyId=key["KeyArn"])
    caller.call("kms", region, "Decrypt", CiphertextBlob=b"not a ciphertext")
    caller.refused("kms", region, "DescribeKey", "NotFoundException", KeyId="00000000-0000-0000-0000-000000000000")


def check_judge():
    """Answers with one fault each: a judge that lets one pass would prove nothing."""
    model = botocore.session.get_session().get_service_model("secretsmanager").operation_model("ListSecrets")
    metadata = botocore.session.get_session().get_service_model("kms").operation_model("DescribeKey")
    good = {"x-amzn-requestid": "1", "content-type": "application/x-amz-json-1.1"}
    for operation, status, headers, body, said in [
        (model, 200, good, '{"SecretList": [{"Name": "a", "CreatedDate": 1700000000.5}]}', None),
        (model, 200, good, '{"SecretList": [{"KmsKeyId": null}]}', "null"),
        (model, 200, good, '{"SecretList": [{"Colour": "red"}]}', "no member Colour"),
        (model, 200, good, '{"SecretList": [{"Name": 7}]}', "int, not string"),
        (model, 200, good, '{"SecretList": [{"RotationEnabled": 1}]}', "int, not boolean"),
        (model, 200, good, '{"SecretList": [{"CreatedDate": "2026-01-01"}]}', "str, not timestamp"),
        (model, 200, good, '{"SecretList": [{"CreatedDate": 1700000000000}]}', "not a date in seconds"),
        (model, 200, good, '{"SecretList": [', "not json"),
        (model, 200, {**good, "content-type": "text/html"}, "{}", "content type"),
        (model, 200, {"content-type": good["content-type"]}, "{}", "RequestId"),
        (metadata, 200, good, '{"KeyMetadata": {"Arn": "arn:aws:kms:us-east-1:111122223333:key/x"}}', "must have KeyId"),
        (metadata, 200, good, '{"KeyMetadata": {"KeyId": "x", "KeyState": "Odd"}}', "is none of"),
        (model, 400, good, '{"message": "no"}', "without __type"),
        (model, 400, good, '{"__type": "ThrottlingException"}', "without a message"),
        (model, 400, good, '{"__type": "MadeUpException", "message": "no"}', "no such error"),
        (model, 400, good, '{"__type": "InvalidNextTokenException", "message": "no"}', None),
    ]:
        judge = Judge()
        judge.answer(operation, {"status_code": status, "headers": headers, "body": body.encode()})
        if (said is None and judge.faults) or (said and not any(said in fault for fault in judge.faults)):
            sys.exit(f"the judge is wrong about {body}: {judge.faults}, expected {said}")


# One plain call of each operation, for the refusals.
PLAIN = [
    ("sts", "GetCallerIdentity", {}),
    ("sts", "AssumeRole", {"RoleArn": "arn:aws:iam::111122223333:role/keyturn", "RoleSessionName": "drift"}),
    ("organizations", "ListAccounts", {}),
    ("organizations", "DescribeOrganization", {}),
    ("secretsmanager", "ListSecrets", {}),
    ("secretsmanager", "ListSecretVersionIds", {"SecretId": "x"}),
    ("secretsmanager", "DescribeSecret", {"SecretId": "x"}),
    ("secretsmanager", "GetResourcePolicy", {"SecretId": "x"}),
    ("secretsmanager", "GetSecretValue", {"SecretId": "x"}),
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
    ("kms", "Decrypt", {"CiphertextBlob": b"x"}),
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
        for account in organisation(caller, regions):
            for region in regions:
                secrets_manager(account, region)
                parameter_store(account, region)
                keys(account, region)
        # An operation that AWS has and the estate does not serve.
        caller.refused("ssm", regions[0], "DescribeInstanceInformation", "UnknownOperationException")
    json.dump({"checked": judge.checked, "faults": sorted(set(judge.faults))}, sys.stdout)


if __name__ == "__main__":
    main()
