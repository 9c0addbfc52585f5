"""Security groups: with rules of their own (blocks), the VPC's default one, and rules as resources.

A block of a program stands for several of AWS's rules; both are taken apart into single ones before they are compared,
as the real provider does, so that neither order nor grouping is a difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lab.provider.fields import aws_args, live_values, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.ec2 import Ec2Resource, tags_of

BLOCK = words("protocol fromPort toPort cidrBlocks ipv6CidrBlocks prefixListIds securityGroups self description")
WAYS = ("ingress", "egress")
# Where a kind of peer stands: in a block, in AWS's permission, under which key there.
PEERS = (
    ("cidrBlocks", "IpRanges", "CidrIp"),
    ("ipv6CidrBlocks", "Ipv6Ranges", "CidrIpv6"),
    ("prefixListIds", "PrefixListIds", "PrefixListId"),
    ("securityGroups", "UserIdGroupPairs", "GroupId"),
)
PROTOCOLS = {"all": "-1", "6": "tcp", "17": "udp", "1": "icmp"}
Rule = tuple[str, int, int, str, str, str]  # protocol, from, to, kind of peer, peer, description


def rules_of(blocks: Iterable[State], own: str) -> set[Rule]:
    """Single rules of a program's blocks; `own` is the group's id, which `self` stands for."""
    found: set[Rule] = set()
    for block in blocks:
        protocol = PROTOCOLS.get(str(block["protocol"]).lower(), str(block["protocol"]).lower())
        ports = (0, 0) if protocol == "-1" else (int(block["fromPort"]), int(block["toPort"]))
        text = block.get("description", "")
        for kind, _, _ in PEERS:
            for peer in block.get(kind) or []:
                found.add((protocol, *ports, kind, peer, text))
        if block.get("self"):
            found.add((protocol, *ports, "securityGroups", own, text))
    return found


def live_rules(permissions: Iterable[dict[str, Any]]) -> set[Rule]:
    """Single rules of AWS's permissions."""
    found: set[Rule] = set()
    for permission in permissions:
        protocol = str(permission["IpProtocol"])
        everything = protocol == "-1"
        ports = (0, 0) if everything else (int(permission["FromPort"]), int(permission["ToPort"]))
        for kind, listed, key in PEERS:
            for peer in permission.get(listed) or []:
                found.add((protocol, *ports, kind, peer[key], peer.get("Description", "")))
    return found


def permissions_of(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Single rules as AWS's permissions, one each."""
    found = []
    for protocol, low, high, kind, peer, text in sorted(rules):
        _, listed, key = next(row for row in PEERS if row[0] == kind)
        ports = {} if protocol == "-1" else {"FromPort": low, "ToPort": high}
        found.append(
            {"IpProtocol": protocol, **ports, listed: [{key: peer, **({"Description": text} if text else {})}]}
        )
    return found


def blocks_of(rules: Iterable[Rule], own: str) -> list[State]:
    """Single rules as blocks, grouped by ports and text: what an import or a drift shows."""
    grouped: dict[tuple[str, int, int, str], State] = {}
    for protocol, low, high, kind, peer, text in sorted(rules):
        block = grouped.setdefault(
            (protocol, low, high, text),
            {"protocol": protocol, "fromPort": low, "toPort": high, **({"description": text} if text else {})},
        )
        if kind == "securityGroups" and peer == own:
            block["self"] = True
        else:
            block.setdefault(kind, []).append(peer)
    return list(grouped.values())


class SecurityGroup(Ec2Resource):
    """A group; AWS's own "everything out" rule is taken away at once, as the real provider does."""

    token = "aws:ec2/securityGroup:SecurityGroup"
    handles = words("name description vpcId ingress egress revokeRulesOnDelete")
    updates = words("ingress egress")
    settings = words("revokeRulesOnDelete")
    blocks = {"ingress": BLOCK, "egress": BLOCK}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        args = aws_args(inputs, "name=GroupName description vpcId")
        made = self.aws.create_security_group(**args, **self.tag_specifications("security-group"))
        return str(made["GroupId"])

    def settle(self, ident: str, inputs: State) -> None:
        for way in WAYS:
            self._change(ident, way, rules_of(inputs.get(way) or [], ident))

    def _find(self, ident: str) -> dict[str, Any]:
        found: dict[str, Any] = self.aws.describe_security_groups(GroupIds=[ident])["SecurityGroups"][0]
        return found

    def _change(self, ident: str, way: str, wanted: set[Rule]) -> None:
        have = live_rules(self._find(ident)[_permissions_key(way)])
        if gone := permissions_of(have - wanted):
            getattr(self.aws, f"revoke_security_group_{way}")(GroupId=ident, IpPermissions=gone)
        if new := permissions_of(wanted - have):
            getattr(self.aws, f"authorize_security_group_{way}")(GroupId=ident, IpPermissions=new)

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident)
        live = live_values(found, "name=GroupName description vpcId ownerId")
        for way in WAYS:
            have = live_rules(found[_permissions_key(way)])
            same = state.get(way) is not None and rules_of(state[way], ident) == have
            live[way] = state[way] if same else blocks_of(have, ident)
        return {**live, "arn": self.arn("ec2", f"security-group/{ident}"), "tags": tags_of(found)}

    def update(self, change: Change) -> None:
        for way in WAYS:
            if change.touches(way):
                self._change(change.ident, way, rules_of(change.new.get(way) or [], change.ident))

    def delete(self, ident: str, state: State) -> None:
        if state.get("revokeRulesOnDelete"):
            for way in WAYS:
                self._change(ident, way, set())
        self.delete_free(lambda: self.aws.delete_security_group(GroupId=ident))


class DefaultSecurityGroup(SecurityGroup):
    """The VPC's default group, taken over: its rules become exactly those given. Deleting leaves it as it is."""

    token = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
    handles = words("vpcId ingress egress revokeRulesOnDelete")

    def create(self, inputs: State) -> str:
        filters = [{"Name": "group-name", "Values": ["default"]}]
        if inputs.get("vpcId"):
            filters.append({"Name": "vpc-id", "Values": [inputs["vpcId"]]})
        ident = str(self.aws.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"])
        self.retag(ident, {}, [])
        return ident

    def delete(self, ident: str, state: State) -> None:
        """AWS's default groups cannot be deleted; the real provider drops them from the state."""


def _permissions_key(way: str) -> str:
    return "IpPermissions" if way == "ingress" else "IpPermissionsEgress"


RESOURCES: tuple[type[Resource], ...] = (SecurityGroup, DefaultSecurityGroup)
