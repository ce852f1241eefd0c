"""Reads the three forms of Keyturn's IAM policy with the readers that people use, and says what each allows and denies.

  policy.py POLICY.json TEMPLATE.yaml MODULE.tf

The template is checked by cfn-lint, AWS's own linter for CloudFormation; the Terraform text is parsed by python-hcl2.
"""

import json
import sys

import hcl2
from cfnlint.api import ManualArgs, lint
from cfnlint.decode import cfn_yaml


def as_list(value):
    return value if isinstance(value, list) else [value]


def unquoted(value):
    """python-hcl2 keeps the quotes of strings."""
    if isinstance(value, list):
        return [unquoted(one) for one in value]
    return value.strip('"') if isinstance(value, str) else value


def actions(statements, effect="Effect", action="Action"):
    found = {"Allow": [], "Deny": []}
    for one in statements:
        found[unquoted(one[effect])] += as_list(unquoted(one[action]))
    return {"allowed": sorted(found["Allow"]), "denied": sorted(found["Deny"])}


def of_json(path):
    with open(path, encoding="utf-8") as file:
        return actions(json.load(file)["Statement"])


def of_template(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    template = cfn_yaml.loads(text)
    role = template["Resources"]["Reader"]["Properties"]
    trust = role["AssumeRolePolicyDocument"]["Statement"][0]
    matches = lint(text, config=ManualArgs(regions=["us-east-1"]))
    return {
        **actions(role["Policies"][0]["PolicyDocument"]["Statement"]),
        "parameters": sorted(template["Parameters"]),
        "trusts": trust["Principal"],
        "external_id": trust["Condition"]["Fn::If"],
        "faults": [str(match) for match in matches],
    }


def of_module(path):
    with open(path, encoding="utf-8") as file:
        module = hcl2.load(file)
    documents = {}
    for one in module["data"]:
        for kind, named in one.items():
            assert unquoted(kind) == "aws_iam_policy_document", kind
            documents.update({unquoted(name): body for name, body in named.items() if not name.startswith("__")})
    trust = as_list(documents["keyturn_trust"]["statement"])[0]
    return {
        **actions(documents["keyturn_reader"]["statement"], "effect", "actions"),
        "parameters": sorted(unquoted(name) for one in module["variable"] for name in one if not name.startswith("__")),
        "resources": sorted(unquoted(kind) for one in module["resource"] for kind in one),
        "trusts": unquoted(as_list(trust["principals"])[0]["identifiers"]),
    }


policy, template, module = sys.argv[1:]
print(json.dumps({"json": of_json(policy), "cloudformation": of_template(template), "terraform": of_module(module)}))
