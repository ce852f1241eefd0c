"""What judges an answer: AWS's published models (botocore's), applied to the body before botocore reads it."""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter

import botocore.session

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
    "ValidationError",
    "ValidationException",
}
# The same for S3. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
S3_ERRORS = {
    "AccessDenied": 403,
    "ExpiredToken": 400,
    "InternalError": 500,
    "InvalidAccessKeyId": 403,
    "NoSuchBucket": 404,
    "NoSuchLifecycleConfiguration": 404,
    "NotImplemented": 501,
    "SlowDown": 503,
}
# Protocols that answer in JSON. Of services of REST alike, the header says what went wrong; __type beside it is allowed.
JSON = {"json", "rest-json"}
# AWS sends these without a message.
WITHOUT_MESSAGE = {"ParameterNotFound", "UnknownOperationException"}
# Where AWS answers otherwise than its own model, with what was seen.
# https://docs.aws.amazon.com/cli/latest/reference/ssm/get-parameter-history.html has empty lists of labels.
CONTRADICTED = {("ssm.GetParameterHistory.Parameters[].Labels", 0)}


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
            wanted = {"rest-xml": "application/xml", "rest-json": "application/json"}.get(protocol, "text/xml")
        if not headers.get("content-type", "").startswith(wanted):
            self.fault(where, f"content type {headers.get('content-type')!r}, not {wanted}")
        try:
            body = json.loads(response["body"]) if protocol in JSON else ElementTree.fromstring(response["body"])
        except (ValueError, ElementTree.ParseError) as error:
            self.fault(where, f"the body is not {protocol}: {error}")
            return
        if response["status_code"] >= 300:
            self.refusal(where, operation, response["status_code"], headers, body)
        elif protocol in JSON:
            self.json_value(where, operation.output_shape, body)
        elif protocol == "rest-xml":
            self.rest_xml_answer(where, operation, body)
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

    def rest_xml_answer(self, where, operation, root):
        """S3 wraps nothing: the root's children are the output's members."""
        namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
        # The model has no name for the root; S3's own answer is https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
        if root.tag != f"{{{namespace}}}{operation.name.removeprefix('GetBucket')}":
            self.fault(where, f"the root is {root.tag}")
        self.xml_value(where, operation.output_shape, root, namespace)

    def xml_value(self, where, shape, element, namespace):
        """Structures, lists and plain members: nothing else is in the operations that are served."""
        if shape.type_name == "list" and shape.serialization.get("flattened"):
            self.xml_value(f"{where}[]", shape.member, element, namespace)
        elif shape.type_name == "structure" and any("name" in inner.serialization for inner in shape.members.values()):
            names = {inner.serialization.get("name", name): inner for name, inner in shape.members.items()}
            for child in element:
                name = child.tag.removeprefix(f"{{{namespace}}}")
                if name in names:
                    self.xml_value(f"{where}.{name}", names[name], child, namespace)
                else:
                    self.fault(where, f"the model of {shape.name} has no member {name}")
        elif shape.type_name == "structure":
            found = {child.tag.removeprefix(f"{{{namespace}}}"): child for child in element}
            for name, child in found.items():
                if name in shape.members:
                    self.xml_value(f"{where}.{name}", shape.members[name], child, namespace)
                else:
                    self.fault(where, f"the model of {shape.name} has no member {name}")
            for name in shape.required_members:
                if name not in found:
                    self.fault(where, f"{shape.name} must have {name}")
        elif shape.type_name == "list":
            for child in element:
                if child.tag != f"{{{namespace}}}member":
                    self.fault(where, f"{child.tag} in a list, not member")
                self.xml_value(f"{where}[]", shape.member, child, namespace)
        elif shape.type_name == "boolean":
            if element.text not in ("true", "false"):
                self.fault(where, f"{element.text!r} is not a boolean")
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
        if operation.service_model.metadata["protocol"] in JSON:
            code = body.get("__type") if isinstance(body, dict) else None
            if not code:
                self.fault(where, f"an error without __type: {body}")
                return
            if headers.get("x-amzn-errortype", code).split(":")[0] != code:
                self.fault(where, f"x-amzn-ErrorType and __type differ: {headers['x-amzn-errortype']}, {code}")
            said = body.get("message", body.get("Message"))
            name = code.split("#")[-1]
        elif operation.service_model.metadata["protocol"] == "rest-xml":
            name, said = body.findtext("Code"), body.findtext("Message")
            if body.tag != "Error" or not name or not said:
                self.fault(where, f"not an Error with a Code and a Message: {body.tag}")
            elif name not in S3_ERRORS:
                self.fault(where, f"S3 has no error {name}")
            elif S3_ERRORS[name] != status:
                self.fault(where, f"status {status}, not {S3_ERRORS[name]}")
            return
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
