"""Who serves: the one A record of the pair."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.settings import Domain


@dataclass(frozen=True)
class DnsArgs:
    """The public name and the regional API domain that it is to point at when the record is first made."""

    domain: Domain
    target: pulumi.Input[str]
    target_zone_id: pulumi.Input[str]
    protect: bool
    zone_provider: pulumi.ProviderResource | None = None


class Dns(pulumi.ComponentResource):
    """Creates: the A record, an alias to this region's API domain. Only in the stack that serves.

    Its target is ignored once it exists: a promotion and a failback move it by API call, and a routine `up` in between
    must not move it back. No weights, no health check: ownership is binary.
    """

    record_name: pulumi.Output[str]

    def __init__(self, name: str, args: DnsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Dns", name, None, opts)
        record = aws.route53.Record(
            f"{name}-serves",
            zone_id=args.domain.hosted_zone_id,
            name=args.domain.name,
            type="A",
            aliases=[{"name": args.target, "zone_id": args.target_zone_id, "evaluate_target_health": False}],
            opts=pulumi.ResourceOptions(
                parent=self, provider=args.zone_provider, protect=args.protect, ignore_changes=["aliases"]
            ),
        )
        self.record_name = record.name
        self.register_outputs({"record_name": self.record_name})


def zone_provider(domain: Domain, region: str) -> aws.Provider | None:
    """A provider that acts in the zone's account, or None where the zone is in this one."""
    role = domain.deployment_role_arn or domain.role_arn
    if role is None:
        return None
    # typed: a plain dict would travel as `role_arn`, which the provider does not read
    assumed = aws.ProviderAssumeRoleArgs(role_arn=role, session_name="standby")
    return aws.Provider("zone", region=region, assume_roles=[assumed])
