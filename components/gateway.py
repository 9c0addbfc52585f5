"""The region's way in, public half: an HTTP API that reaches the load balancer through a VPC link."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.naming import Names

# Requests per second and burst of the stage: half of the account's regional default (API Gateway quotas page).
THROTTLE_RATE, THROTTLE_BURST = 5000.0, 2500
ACCESS_LOG_FIELDS = (
    "requestId",
    "requestTime",
    "httpMethod",
    "path",
    "status",
    "integrationErrorMessage",
    "responseLatency",
)


@dataclass(frozen=True)
class GatewayArgs:
    """`link_subnet_ids` are those in zones where an HTTP API's VPC link works (by zone ID)."""

    names: Names
    domain_name: str
    certificate_arn: pulumi.Input[str]
    listener_arn: pulumi.Input[str]
    listener_is_https: bool
    link_subnet_ids: pulumi.Input[list[str]]
    link_security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    protect: bool = True
    log_retention_days: int = 30


class Gateway(pulumi.ComponentResource):
    """Creates: HTTP API, VPC link, one integration and `$default` route to the listener, `$default` stage with access
    logs and throttling, regional custom domain with the region's certificate, API mapping.

    The custom domain bears the same name in both regions: it exists in DR before the day, and only the A record moves.
    """

    api_id: pulumi.Output[str]
    vpc_link_id: pulumi.Output[str]
    api_endpoint: pulumi.Output[str]
    domain_target: pulumi.Output[str]
    domain_zone_id: pulumi.Output[str]

    def __init__(self, name: str, args: GatewayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Gateway", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._live = pulumi.ResourceOptions(parent=self, protect=args.protect)
        api = aws.apigatewayv2.Api(f"{name}-api", name=args.names.of("api"), protocol_type="HTTP", opts=self._child)
        link = aws.apigatewayv2.VpcLink(
            f"{name}-link",
            name=args.names.of("vpc-link"),
            subnet_ids=args.link_subnet_ids,
            security_group_ids=[args.link_security_group_id],
            opts=self._live,
        )
        self._route(api, link)
        stage = self._stage(api)
        domain = self._domain(api, stage)
        self.api_id, self.vpc_link_id, self.api_endpoint = api.id, link.id, api.api_endpoint
        self.domain_target = domain.domain_name_configuration.target_domain_name.apply(str)
        self.domain_zone_id = domain.domain_name_configuration.hosted_zone_id.apply(str)
        self.register_outputs(
            {
                "api_id": self.api_id,
                "vpc_link_id": self.vpc_link_id,
                "domain_target": self.domain_target,
                "domain_zone_id": self.domain_zone_id,
            }
        )

    def _route(self, api: aws.apigatewayv2.Api, link: aws.apigatewayv2.VpcLink) -> None:
        verify = aws.apigatewayv2.IntegrationTlsConfigArgs(server_name_to_verify=self._args.domain_name)
        integration = aws.apigatewayv2.Integration(
            f"{self._name}-integration",
            api_id=api.id,
            integration_type="HTTP_PROXY",
            integration_method="ANY",
            integration_uri=self._args.listener_arn,
            connection_type="VPC_LINK",
            connection_id=link.id,
            payload_format_version="1.0",
            tls_config=verify if self._args.listener_is_https else None,
            opts=self._child,
        )
        aws.apigatewayv2.Route(
            f"{self._name}-route",
            api_id=api.id,
            route_key="$default",
            target=integration.id.apply(lambda one: f"integrations/{one}"),
            opts=self._child,
        )

    def _stage(self, api: aws.apigatewayv2.Api) -> aws.apigatewayv2.Stage:
        logs = aws.cloudwatch.LogGroup(
            f"{self._name}-access",
            name=f"{self._args.names.of('log-group')}/api-access",
            retention_in_days=self._args.log_retention_days,
            kms_key_id=self._args.key_arn,
            opts=self._child,
        )
        return aws.apigatewayv2.Stage(
            f"{self._name}-stage",
            api_id=api.id,
            name="$default",
            auto_deploy=True,
            access_log_settings={
                "destination_arn": logs.arn,
                "format": json.dumps({field: f"$context.{field}" for field in ACCESS_LOG_FIELDS}),
            },
            default_route_settings={
                "throttling_rate_limit": THROTTLE_RATE,
                "throttling_burst_limit": THROTTLE_BURST,
                "detailed_metrics_enabled": True,
            },
            opts=self._child,
        )

    def _domain(self, api: aws.apigatewayv2.Api, stage: aws.apigatewayv2.Stage) -> aws.apigatewayv2.DomainName:
        domain = aws.apigatewayv2.DomainName(
            f"{self._name}-domain",
            domain_name=self._args.domain_name,
            domain_name_configuration={
                "certificate_arn": self._args.certificate_arn,
                "endpoint_type": "REGIONAL",
                "security_policy": "TLS_1_2",
            },
            opts=self._live,
        )
        aws.apigatewayv2.ApiMapping(
            f"{self._name}-mapping", api_id=api.id, domain_name=domain.id, stage=stage.id, opts=self._child
        )
        return domain
