"""IAM policies: inline ones of a role, attachments, and the document function."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from lab.provider.errors import NotEmulated
from lab.provider.fields import aws_args, words
from lab.provider.resource import Change, Place, Resource, State
from lab.provider.services.account import refuse_unknown
from lab.provider.services.iam import document

STATEMENT = words("actions conditions effect notActions notPrincipals notResources principals resources sid")
DOCUMENT_ARGS = frozenset({"policyId", "statements", "version", "sourcePolicyDocuments", "overridePolicyDocuments"})


class RolePolicy(Resource):
    """An inline policy of a role. The id is `<role>:<name>`."""

    token = "aws:iam/rolePolicy:RolePolicy"
    service = "iam"
    handles = words("name role policy")
    updates = words("policy")

    def create(self, inputs: State) -> str:
        self.aws.put_role_policy(**aws_args(inputs, "role=RoleName name=PolicyName policy=PolicyDocument"))
        return f"{inputs['role']}:{inputs['name']}"

    def read(self, ident: str, state: State) -> State | None:
        role, _, name = ident.partition(":")
        found = self.aws.get_role_policy(RoleName=role, PolicyName=name)
        return {"role": role, "name": name, "policy": document(found["PolicyDocument"])}

    def update(self, change: Change) -> None:
        self.create(change.new)

    def delete(self, ident: str, state: State) -> None:
        role, _, name = ident.partition(":")
        self.aws.delete_role_policy(RoleName=role, PolicyName=name)


class RolePolicyAttachment(Resource):
    """A managed policy on a role."""

    token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    service = "iam"
    handles = words("role policyArn")

    def create(self, inputs: State) -> str:
        self.aws.attach_role_policy(RoleName=inputs["role"], PolicyArn=inputs["policyArn"])
        return f"{inputs['role']}/{inputs['policyArn']}"

    def read(self, ident: str, state: State) -> State | None:
        role, _, arn = ident.partition("/")
        listed = self.aws.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        attached = arn in [item["PolicyArn"] for item in listed]
        return {"role": role, "policyArn": arn} if attached else None

    def delete(self, ident: str, state: State) -> None:
        role, _, arn = ident.partition("/")
        self.aws.detach_role_policy(RoleName=role, PolicyArn=arn)


def policy_document(_place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.iam.get_policy_document`: statements as JSON, without any call to AWS."""
    refuse_unknown("getPolicyDocument", args, DOCUMENT_ARGS)
    if args.get("sourcePolicyDocuments") or args.get("overridePolicyDocuments"):
        raise NotEmulated("the lab's provider does not emulate merging policy documents in getPolicyDocument")
    version = args.get("version", "2012-10-17")
    made: dict[str, Any] = {"Version": version, **({"Id": args["policyId"]} if args.get("policyId") else {})}
    made["Statement"] = [_statement(item) for item in args.get("statements") or []]
    text = json.dumps(made, indent=2)
    minified = json.dumps(made, separators=(",", ":"))
    return {**args, "id": str(zlib.crc32(text.encode())), "version": version, "json": text, "minifiedJson": minified}


def _statement(item: Mapping[str, Any]) -> dict[str, Any]:
    refuse_unknown("getPolicyDocument's statements", item, STATEMENT)
    found: dict[str, Any] = {"Effect": item.get("effect", "Allow")}
    if item.get("sid"):
        found = {"Sid": item["sid"], **found}
    plain = {"actions": "Action", "notActions": "NotAction", "resources": "Resource", "notResources": "NotResource"}
    found |= {aws: _one_or_list(item[ours]) for ours, aws in plain.items() if item.get(ours)}
    for ours, aws in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if item.get(ours):
            found[aws] = _principals(item[ours])
    conditions: dict[str, dict[str, Any]] = {}
    for condition in item.get("conditions") or []:
        conditions.setdefault(condition["test"], {})[condition["variable"]] = _one_or_list(condition["values"])
    return {**found, **({"Condition": conditions} if conditions else {})}


def _principals(items: list[Mapping[str, Any]]) -> Any:
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item["type"], []).extend(item["identifiers"])
    if found == {"*": ["*"]}:
        return "*"
    return {kind: _one_or_list(names) for kind, names in found.items()}


def _one_or_list(items: list[str]) -> Any:
    return items[0] if len(items) == 1 else items


RESOURCES: tuple[type[Resource], ...] = (RolePolicy, RolePolicyAttachment)
FUNCTIONS = {"aws:iam/getPolicyDocument:getPolicyDocument": policy_document}
