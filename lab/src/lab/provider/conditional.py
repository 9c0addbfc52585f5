"""Replacements that depend on values, and changes that the real provider refuses (its CustomizeDiff functions).

The data tells them in words (`forceNewWhen`); each type named there has its function here or in `refusals`, and a test
keeps that so. `old` are the outputs of the last read with the old inputs over them, `new` the wanted inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lab.provider.equality import same

Values = Mapping[str, Any]
Replaces = Callable[[Values, Values], set[str]]
Refuses = Callable[[Values, Values], str | None]

SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
WRITE_ONLY = frozenset({"authTokenWo", "masterPasswordWo", "passwordsWo", "privateKeyWo", "valueWo"})
SOURCES = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")


def conditional_replaces(token: str, old: Values, new: Values) -> set[str]:
    """The inputs of which this very change replaces the resource, beyond the schema's own list."""
    rule = REPLACES.get(token)
    return rule(old, new) if rule else set()


def ignored_change(token: str, new: Values) -> set[str]:
    """The inputs of which a change does nothing this time.

    A write-only value (`masterPasswordWo`) is sent when its version changes and is compared never, as in Terraform.
    """
    if token == SECRET_VERSION:
        return set()
    found = {key for key in new if key in WRITE_ONLY}
    if token == "aws:ecs/service:Service" and not new.get("forceNewDeployment"):
        found.add("triggers")
    return found


def refused_change(token: str, old: Values, new: Values) -> str | None:
    """Why the real provider refuses this change, or None."""
    rule = REFUSES.get(token)
    return rule(old, new) if rule else None


def _vpc(_old: Values, new: Values) -> set[str]:
    tenancy = set() if new.get("instanceTenancy") == "default" else {"instanceTenancy"}
    return tenancy | (set() if new.get("ipv4NetmaskLength") else {"cidrBlock"})


def _subnet(old: Values, _new: Values) -> set[str]:
    return {"ipv6CidrBlock"} if old.get("assignIpv6AddressOnCreation") else set()


def _nat_gateway(old: Values, new: Values) -> set[str]:
    private = {"secondaryPrivateIpAddressCount"} if new.get("connectivityType") == "private" else set()
    zones = bool(old.get("availabilityZoneAddresses")) != bool(new.get("availabilityZoneAddresses"))
    return private | ({"availabilityZoneAddresses"} if zones else set())


def _vpc_endpoint(_old: Values, new: Values) -> set[str]:
    return set() if new.get("vpcEndpointType") == "Interface" else {"privateDnsEnabled"}


def _replication_group(old: Values, new: Values) -> set[str]:
    found = set()
    have, want = _version(old.get("engineVersion")), _version(new.get("engineVersion"))
    if have and want and want < have:
        found.add("engineVersion")
    if (old.get("engine"), new.get("engine")) != ("redis", "valkey"):
        found.add("engine")
    actual = _version(old.get("engineVersionActual")) or have
    if actual and actual < (7, 0, 5):
        found.add("transitEncryptionEnabled")
    if bool(old.get("nodeGroupConfigurations")) != bool(new.get("nodeGroupConfigurations")):
        found.add("nodeGroupConfigurations")
    return found


def _version(text: Any) -> tuple[int, ...]:
    """A version as three numbers: 7.1 is (7, 1, 0), x counts as highest. () for what is no version."""
    parts = [999 if part == "x" else int(part) for part in str(text or "").split(".") if part == "x" or part.isdigit()]
    return tuple([*parts, 0, 0][:3]) if parts else ()


def _load_balancer(old: Values, new: Values) -> set[str]:
    if new.get("loadBalancerType") != "network":
        return set()
    found = set()
    if bool(old.get("securityGroups")) != bool(new.get("securityGroups")):
        found.add("securityGroups")
    if not set(old.get("subnets") or []) <= set(new.get("subnets") or []):
        found.add("subnets")
    if any(mapping not in (new.get("subnetMappings") or []) for mapping in old.get("subnetMappings") or []):
        found.add("subnetMappings")
    if (new.get("secondaryIpsAutoAssignedPerSubnet") or 0) < (old.get("secondaryIpsAutoAssignedPerSubnet") or 0):
        found.add("secondaryIpsAutoAssignedPerSubnet")
    return found


def _cluster(_old: Values, new: Values) -> set[str]:
    return set() if str(new.get("engine", "")).startswith("aurora") else {"storageType"}


def _secret_version(_old: Values, _new: Values) -> set[str]:
    return {"secretString", "secretStringWo", "secretStringWoVersion"}


def _parameter(old: Values, new: Values) -> set[str]:
    return {"tier"} if (old.get("tier"), new.get("tier")) == ("Advanced", "Standard") else set()


def _rule_source(old: Values, new: Values) -> set[str]:
    kinds = [{key for key in SOURCES if values.get(key)} for values in (old, new)]
    return set(SOURCES) if kinds[0] != kinds[1] else set()


def _versioning(old: Values, new: Values) -> str | None:
    have, want = [(values.get("versioningConfiguration") or {}).get("status") for values in (old, new)]
    if want == "Disabled" and have in ("Enabled", "Suspended"):
        return f"versioning_configuration.status cannot be updated from '{have}' to 'Disabled'"
    return None


def _service(old: Values, new: Values) -> str | None:
    key = "capacityProviderStrategies"
    if not same(old.get(key), new.get(key)) and not new.get("forceNewDeployment"):
        return "force_new_deployment should be true when capacity_provider_strategy is being updated"
    return None


REPLACES: Mapping[str, Replaces] = {
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:ec2/subnet:Subnet": _subnet,
    "aws:ec2/vpc:Vpc": _vpc,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _vpc_endpoint,
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
    "aws:rds/cluster:Cluster": _cluster,
    SECRET_VERSION: _secret_version,
    "aws:ssm/parameter:Parameter": _parameter,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule_source,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule_source,
}

REFUSES: Mapping[str, Refuses] = {
    "aws:ecs/service:Service": _service,
    "aws:s3/bucketVersioning:BucketVersioning": _versioning,
}
