"""IAM, the same in every region: roles."""

from __future__ import annotations

import json
from typing import Any

from lab.provider.fields import aws_args, live_values, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State
from lab.provider.waiting import retried

ROLE = "name=RoleName assumeRolePolicy=AssumeRolePolicyDocument description path maxSessionDuration permissionsBoundary"
INLINE = words("name policy")


def document(value: Any) -> str:
    """A policy as text: boto3 answers some of them decoded."""
    return value if isinstance(value, str) else json.dumps(value)


class Role(Resource):
    """A role, with inline and managed policies where the program gives them here."""

    token = "aws:iam/role:Role"
    service = "iam"
    handles = words(
        "name assumeRolePolicy description path maxSessionDuration permissionsBoundary forceDetachPolicies "
        "inlinePolicies managedPolicyArns"
    )
    updates = words(
        "assumeRolePolicy description maxSessionDuration permissionsBoundary inlinePolicies managedPolicyArns"
    )
    settings = words("forceDetachPolicies")
    blocks = {"inlinePolicies": INLINE}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        self.aws.create_role(**aws_args(inputs, ROLE), Tags=tag_list(self.tags))
        return str(inputs["name"])

    def settle(self, ident: str, inputs: State) -> None:
        self._inline(ident, inputs.get("inlinePolicies") or [])
        for arn in inputs.get("managedPolicyArns") or []:
            self.aws.attach_role_policy(RoleName=ident, PolicyArn=arn)

    def _inline(self, ident: str, policies: list[State]) -> None:
        for policy in policies:
            if policy.get("policy"):
                args = {"PolicyName": policy["name"], "PolicyDocument": policy["policy"]}
                self.aws.put_role_policy(RoleName=ident, **args)

    def _inline_names(self, ident: str) -> list[str]:
        return list(self.aws.list_role_policies(RoleName=ident)["PolicyNames"])

    def _attached(self, ident: str) -> list[str]:
        listed = self.aws.list_attached_role_policies(RoleName=ident)["AttachedPolicies"]
        return [item["PolicyArn"] for item in listed]

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_role(RoleName=ident)["Role"]
        boundary = (found.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
        policies = [
            {
                "name": name,
                "policy": document(self.aws.get_role_policy(RoleName=ident, PolicyName=name)["PolicyDocument"]),
            }
            for name in self._inline_names(ident)
        ]
        return {
            **live_values(found, "name=RoleName arn path description maxSessionDuration uniqueId=RoleId createDate"),
            "assumeRolePolicy": document(found["AssumeRolePolicyDocument"]),
            "permissionsBoundary": boundary,
            "inlinePolicies": policies,
            "managedPolicyArns": self._attached(ident),
            "tags": tag_map(found.get("Tags")),
        }

    def update(self, change: Change) -> None:
        ident, new = change.ident, change.new
        if change.touches("assumeRolePolicy"):
            self.aws.update_assume_role_policy(RoleName=ident, PolicyDocument=new["assumeRolePolicy"])
        if change.touches("description", "maxSessionDuration"):
            text = {"Description": new.get("description", "")}
            self.aws.update_role(RoleName=ident, **text, **aws_args(new, "maxSessionDuration"))
        if change.touches("permissionsBoundary"):
            self._bound(ident, new.get("permissionsBoundary"))
        if change.touches("inlinePolicies"):
            wanted = new.get("inlinePolicies") or []
            for name in set(self._inline_names(ident)) - {policy.get("name") for policy in wanted}:
                self.aws.delete_role_policy(RoleName=ident, PolicyName=name)
            self._inline(ident, wanted)
        if change.touches("managedPolicyArns"):
            self._attach_exactly(ident, set(new.get("managedPolicyArns") or []))

    def _bound(self, ident: str, arn: str | None) -> None:
        if arn:
            self.aws.put_role_permissions_boundary(RoleName=ident, PermissionsBoundary=arn)
        else:
            self.aws.delete_role_permissions_boundary(RoleName=ident)

    def _attach_exactly(self, ident: str, wanted: set[str]) -> None:
        have = set(self._attached(ident))
        for arn in sorted(have - wanted):
            self.aws.detach_role_policy(RoleName=ident, PolicyArn=arn)
        for arn in sorted(wanted - have):
            self.aws.attach_role_policy(RoleName=ident, PolicyArn=arn)

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.untag_role(RoleName=ident, TagKeys=gone)
        if self.tags:
            self.aws.tag_role(RoleName=ident, Tags=tag_list(self.tags))

    def delete(self, ident: str, state: State) -> None:
        # What the program attached through this resource goes with it; anything else only when it says so.
        force = bool(state.get("forceDetachPolicies"))
        for name in self._inline_names(ident):
            if force or name in {policy.get("name") for policy in state.get("inlinePolicies") or []}:
                self.aws.delete_role_policy(RoleName=ident, PolicyName=name)
        for arn in self._attached(ident):
            if force or arn in (state.get("managedPolicyArns") or []):
                self.aws.detach_role_policy(RoleName=ident, PolicyArn=arn)
        retried(lambda: self.aws.delete_role(RoleName=ident), frozenset({"DeleteConflict"}))


RESOURCES: tuple[type[Resource], ...] = (Role,)
