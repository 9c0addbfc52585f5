"""Load balancers (application and network) with their attributes.

The real provider sends every attribute each time; here those that the program or a default sets are sent. Gateway load
balancers, address pools and Outposts are refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.errors import Refused
from lab.provider.fields import aws_args, live_values, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State
from lab.provider.waiting import wait_for

# Pulumi's input to ELB's attribute (ELB API reference, LoadBalancerAttribute).
ATTRIBUTES: Mapping[str, str] = {
    "idleTimeout": "idle_timeout.timeout_seconds",
    "clientKeepAlive": "client_keep_alive.seconds",
    "enableDeletionProtection": "deletion_protection.enabled",
    "enableCrossZoneLoadBalancing": "load_balancing.cross_zone.enabled",
    "enableZonalShift": "zonal_shift.config.enabled",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableHttp2": "routing.http2.enabled",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "enableTlsVersionAndCipherSuiteHeaders": "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
    "enableXffClientPort": "routing.http.xff_client_port.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
    "enableWafFailOpen": "waf.fail_open.enabled",
    "dnsRecordClientRoutingPolicy": "dns_record.client_routing_policy",
}
APPLICATION_ONLY = words(
    "idleTimeout clientKeepAlive desyncMitigationMode dropInvalidHeaderFields enableHttp2 preserveHostHeader "
    "enableTlsVersionAndCipherSuiteHeaders enableXffClientPort xffHeaderProcessingMode enableWafFailOpen "
    "connectionLogs healthCheckLogs"
)
# The attribute exists with every application balancer, always on: the real provider leaves it alone there.
NETWORK_ONLY = words("enableCrossZoneLoadBalancing dnsRecordClientRoutingPolicy")
LOGS: Mapping[str, str] = {
    "accessLogs": "access_logs.s3",
    "connectionLogs": "connection_logs.s3",
    "healthCheckLogs": "health_check_logs.s3",
}
LOG_KEYS = words("bucket enabled prefix")
BLOCKS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(LOGS, LOG_KEYS),
    "subnetMappings": words("subnetId allocationId privateIpv4Address"),
}
LIVE = "name=LoadBalancerName arn=LoadBalancerArn dnsName=DNSName zoneId=CanonicalHostedZoneId vpcId ipAddressType"


def text(value: Any) -> str:
    """ELB takes attributes as texts: True is "true"."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def typed(value: str) -> Any:
    """The reverse of `text`: "true" is True, "60" is 60."""
    return {"true": True, "false": False}.get(value, int(value) if value.isdigit() else value)


def pairs(attributes: Mapping[str, Any]) -> list[dict[str, str]]:
    """Attributes as ELB's list of keys and values, sorted."""
    return [{"Key": key, "Value": text(value)} for key, value in sorted(attributes.items())]


class ElbResource(Resource):
    """What the ELB types share: tags by ARN, which is also the id."""

    service = "elbv2"

    def live_tags(self, arn: str) -> dict[str, str]:
        """The tags as ELB has them."""
        found = self.aws.describe_tags(ResourceArns=[arn])["TagDescriptions"]
        return tag_map(found[0]["Tags"]) if found else {}

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.remove_tags(ResourceArns=[ident], TagKeys=gone)
        if self.tags:
            self.aws.add_tags(ResourceArns=[ident], Tags=tag_list(self.tags))


def fitting(inputs: Mapping[str, Any]) -> frozenset[str]:
    """The attribute inputs that a balancer of this type has."""
    misfits = NETWORK_ONLY if inputs.get("loadBalancerType", "application") == "application" else APPLICATION_ONLY
    return (frozenset(ATTRIBUTES) | frozenset(LOGS)) - misfits


def attributes(inputs: Mapping[str, Any], chosen: frozenset[str]) -> dict[str, Any]:
    """The chosen inputs as ELB attributes; a log block that is not there switches its log off."""
    found = {ATTRIBUTES[key]: inputs[key] for key in chosen & frozenset(ATTRIBUTES) if inputs.get(key) is not None}
    for key in chosen & frozenset(LOGS):
        block = inputs.get(key)
        found[f"{LOGS[key]}.enabled"] = bool(block and block.get("enabled", False))
        if block and block.get("enabled"):
            found[f"{LOGS[key]}.bucket"] = block["bucket"]
            found[f"{LOGS[key]}.prefix"] = block.get("prefix", "")
    return found


class LoadBalancer(ElbResource):
    """A load balancer over subnets of this region; its id is its ARN."""

    token = "aws:lb/loadBalancer:LoadBalancer"
    handles = (
        frozenset(ATTRIBUTES)
        | frozenset(LOGS)
        | words("name internal loadBalancerType ipAddressType securityGroups subnets subnetMappings")
    )
    updates = handles - words("name internal loadBalancerType")
    blocks = BLOCKS

    def create(self, inputs: State) -> str:
        kind = inputs.get("loadBalancerType", "application")
        if kind == "gateway":
            raise Refused("the lab's provider does not emulate gateway load balancers")
        args = aws_args(inputs, "name securityGroups ipAddressType loadBalancerType=Type")
        args |= self._subnets(inputs)
        args["Scheme"] = "internal" if inputs.get("internal") else "internet-facing"
        made = self.aws.create_load_balancer(**args, **({"Tags": tag_list(self.tags)} if self.tags else {}))
        return str(made["LoadBalancers"][0]["LoadBalancerArn"])

    def _subnets(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        if not inputs.get("subnetMappings"):
            return {"Subnets": inputs["subnets"]}
        spec = "subnetId allocationId privateIpv4Address=PrivateIPv4Address"
        return {"SubnetMappings": [aws_args(mapping, spec) for mapping in inputs["subnetMappings"]]}

    def settle(self, ident: str, inputs: State) -> None:
        # All logs of a new balancer are off already.
        chosen = frozenset(key for key in fitting(inputs) if inputs.get(key) is not None)
        wanted = attributes(inputs, chosen)
        if wanted:
            self.aws.modify_load_balancer_attributes(LoadBalancerArn=ident, Attributes=pairs(wanted))
        self._active(ident)

    def _describe(self, ident: str) -> dict[str, Any]:
        found: dict[str, Any] = self.aws.describe_load_balancers(LoadBalancerArns=[ident])["LoadBalancers"][0]
        return found

    def _active(self, ident: str) -> None:
        wait_for(
            f"load balancer {ident} to be active",
            lambda: str(self._describe(ident)["State"]["Code"]),
            frozenset({"active", "active_impaired"}),
        )

    def read(self, ident: str, state: State) -> State | None:
        found = self._describe(ident)
        live = live_values(found, LIVE)
        live["loadBalancerType"] = found["Type"]
        live["internal"] = found["Scheme"] == "internal"
        live["arnSuffix"] = ident.split(":loadbalancer/", 1)[1]
        live["subnets"] = [zone["SubnetId"] for zone in found["AvailabilityZones"]]
        live["securityGroups"] = found.get("SecurityGroups") or []
        answer = self.aws.describe_load_balancer_attributes(LoadBalancerArn=ident)["Attributes"]
        return {
            **live,
            **self._attributes({item["Key"]: item["Value"] for item in answer}, live),
            "tags": self.live_tags(ident),
        }

    def _attributes(self, found: Mapping[str, str], live: Mapping[str, Any]) -> dict[str, Any]:
        chosen = fitting(live)
        values = {
            ours: typed(found[theirs]) for ours, theirs in ATTRIBUTES.items() if ours in chosen and theirs in found
        }
        for ours, prefix in LOGS.items():
            if ours in chosen and found.get(f"{prefix}.enabled") == "true":
                block = {
                    "enabled": True,
                    "bucket": found.get(f"{prefix}.bucket"),
                    "prefix": found.get(f"{prefix}.prefix"),
                }
                values[ours] = {key: value for key, value in block.items() if value}
        return values

    def update(self, change: Change) -> None:
        new = change.new
        wanted = attributes(new, change.changed & fitting(new))
        if wanted:
            self.aws.modify_load_balancer_attributes(LoadBalancerArn=change.ident, Attributes=pairs(wanted))
        if change.touches("securityGroups"):
            self.aws.set_security_groups(LoadBalancerArn=change.ident, SecurityGroups=new.get("securityGroups") or [])
        if change.touches("ipAddressType") and new.get("ipAddressType"):
            self.aws.set_ip_address_type(LoadBalancerArn=change.ident, IpAddressType=new["ipAddressType"])
        if change.touches("subnets", "subnetMappings"):
            self.aws.set_subnets(LoadBalancerArn=change.ident, **self._subnets(new))
        self._active(change.ident)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_load_balancer(LoadBalancerArn=ident)


RESOURCES: tuple[type[Resource], ...] = (LoadBalancer,)
