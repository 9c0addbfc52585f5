"""One rule of a security group as a resource, for one peer (the newer kind, `aws.vpc.SecurityGroupIngressRule`)."""

from __future__ import annotations

from typing import Any, ClassVar

from lab.provider.fields import live_values, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.ec2 import Ec2Resource, first, tags_of

PEERS = "cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId"
PERMISSION = {
    "cidrIpv4": ("IpRanges", "CidrIp"),
    "cidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "prefixListId": ("PrefixListIds", "PrefixListId"),
    "referencedSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
}


class _SingleRule(Ec2Resource):
    way: ClassVar[str]
    handles = words(f"securityGroupId ipProtocol fromPort toPort description {PEERS}")
    updates = words(f"ipProtocol fromPort toPort description {PEERS}")

    def _permission(self, inputs: State) -> dict[str, Any]:
        kind = next(key for key in PEERS.split() if inputs.get(key))
        listed, key = PERMISSION[kind]
        text = {"Description": inputs["description"]} if inputs.get("description") else {}
        return {"IpProtocol": str(inputs["ipProtocol"]), **_ports(inputs), listed: [{key: inputs[kind], **text}]}

    def create(self, inputs: State) -> str:
        authorize = getattr(self.aws, f"authorize_security_group_{self.way}")
        answer = authorize(
            GroupId=inputs["securityGroupId"],
            IpPermissions=[self._permission(inputs)],
            **self.tag_specifications("security-group-rule"),
        )
        return str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    def read(self, ident: str, state: State) -> State | None:
        found = first(self.aws.describe_security_group_rules(SecurityGroupRuleIds=[ident])["SecurityGroupRules"])
        if found is None:
            return None
        live = live_values(found, "securityGroupId=GroupId ipProtocol description cidrIpv4 cidrIpv6 prefixListId")
        group = (found.get("ReferencedGroupInfo") or {}).get("GroupId")
        ports = {} if live["ipProtocol"] == "-1" else live_values(found, "fromPort toPort")
        return {
            **live,
            **ports,
            "referencedSecurityGroupId": group,
            "securityGroupRuleId": ident,
            "arn": self.arn("ec2", f"security-group-rule/{ident}"),
            "tags": tags_of(found),
        }

    def update(self, change: Change) -> None:
        new = change.new
        peer = next(key for key in PEERS.split() if new.get(key))
        name = {"cidrIpv4": "CidrIpv4", "cidrIpv6": "CidrIpv6", "prefixListId": "PrefixListId"}
        rule = {
            "IpProtocol": str(new["ipProtocol"]),
            # this call wants ports for every protocol; -1 stands for all of them
            **(_ports(new) or {"FromPort": -1, "ToPort": -1}),
            "Description": new.get("description", ""),
            name.get(peer, "ReferencedGroupId"): new[peer],
        }
        self.aws.modify_security_group_rules(
            GroupId=new["securityGroupId"],
            SecurityGroupRules=[{"SecurityGroupRuleId": change.ident, "SecurityGroupRule": rule}],
        )

    def delete(self, ident: str, state: State) -> None:
        revoke = getattr(self.aws, f"revoke_security_group_{self.way}")
        revoke(GroupId=state["securityGroupId"], SecurityGroupRuleIds=[ident])


class IngressRule(_SingleRule):
    """Traffic in, from one peer."""

    token = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    way = "ingress"


class EgressRule(_SingleRule):
    """Traffic out, to one peer."""

    token = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    way = "egress"


def _ports(inputs: State) -> State:
    if str(inputs["ipProtocol"]) == "-1":
        return {}
    low, high = inputs.get("fromPort"), inputs.get("toPort")
    return {"FromPort": low, "ToPort": high} if low is not None and high is not None else {}


RESOURCES: tuple[type[Resource], ...] = (IngressRule, EgressRule)
