"""Parses AWS commands with the AWS CLI's own parser and service models, and calls nothing.

Standard input: one JSON list of arguments a line. Standard output: one line for each command that is wrong.
"""

import contextlib
import io
import json
import os
import sys

os.environ.update(AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)

from awscli import clidriver  # noqa: E402
from awscli.customizations import waiters  # noqa: E402
from awscli.customizations.cloudtrail import validation  # noqa: E402

try:
    from awscli.botocore import validate
except ImportError:
    from botocore import validate

# Commands that version 2 of the CLI has and version 1, which PyPI has, has not: their options, and what follows them.
ONLY_IN_2 = {("logs", "tail"): {"--since": 1, "--filter-pattern": 1, "--follow": 0, "--format": 1}}
# Options of the program itself.
GLOBALS = {"--profile": 1, "--region": 1}

called = []
driver = clidriver.create_clidriver()


def check(session, service, operation, parameters):
    """Validates parameters against the service's model."""
    model = session.get_service_model(service).operation_model(operation)
    if model.input_shape is not None:
        report = validate.ParamValidator().validate(parameters, model.input_shape)
        if report.has_errors():
            raise ValueError(report.generate_report())
    called.append(f"{service}:{operation}")
    return 0


def invoke(self, service, operation, parameters, parsed_globals):
    return check(self._session, service, operation, parameters)


def validate_logs(self, args, parsed_globals):
    called.append("cloudtrail:validate-logs")
    return 0


clidriver.CLIOperationCaller.invoke = invoke
waiters.WaiterCaller.invoke = invoke
validation.CloudTrailValidateLogs._run_main = validate_logs


def only_in_2(arguments):
    """What is wrong with a command that only version 2 knows, or None if it is no such command."""
    words = list(arguments)
    rest = []
    while words:
        word = words.pop(0)
        if word in GLOBALS:
            words = words[GLOBALS[word] :]
        else:
            rest.append(word)
    options = ONLY_IN_2.get(tuple(rest[:2]))
    if options is None:
        return None
    positional, rest = rest[2:3], rest[3:]
    while rest:
        option = rest.pop(0)
        if option not in options:
            return f"no option {option}"
        rest = rest[options[option] :]
    return "" if positional else "an argument is missing"


def wrong(arguments):
    """What is wrong with a command; empty if nothing is."""
    told = only_in_2(arguments)
    if told is not None:
        return told
    # The profile is a person's own; it cannot be looked up here.
    if "--profile" in arguments:
        at = arguments.index("--profile")
        arguments = arguments[:at] + arguments[at + 2 :]
    if arguments[:2] == ["configure", "set"]:
        return "" if len(arguments) == 4 else "configure set takes a name and a value"
    if "--region" not in arguments:
        arguments = ["--region", "eu-west-1"] + arguments
    before = len(called)
    errors = io.StringIO()
    code = 0
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        try:
            code = driver.main(arguments)
        except SystemExit as end:
            code = end.code
    if code == 0 and len(called) == before + 1:
        return ""
    return " ".join(errors.getvalue().split()) or f"exit code {code}"


for command in [json.loads(line) for line in sys.stdin]:
    # What `file:///dev/stdin` reads: a command must find something to store.
    reading, writing = os.pipe()
    os.write(writing, b"pasted")
    os.close(writing)
    os.dup2(reading, 0)
    os.close(reading)
    found = wrong(command)
    if found:
        print(f"aws {' '.join(command)}: {found[-400:]}")
