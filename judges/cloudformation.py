"""The states of stacks as CloudFormation templates, which judges of templates read.

A type is translated where its properties map directly: camelCase becomes CamelCase, and the table says the names that
differ. Properties that CloudFormation nests otherwise are left out by name, and types that have no such counterpart
are left out whole; `templates` tells which. Source of the names: CloudFormation template reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.provider.fields import words

Values = Mapping[str, Any]
SECRET = "4dabf18193072939515e22adb298388d"  # Pulumi's mark of a secret in a state file
FORMAT = "2010-09-09"


@dataclass(frozen=True)
class Kind:
    """A CloudFormation type. `names`: input → property where it is more than a capital; `without`: inputs left out."""

    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    without: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)


_RULE = {"securityGroupId": "GroupId", "cidrIpv4": "CidrIp", "cidrIpv6": "CidrIpv6"}
_CLUSTER = {
    "dbClusterParameterGroupName": "DBClusterParameterGroupName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "clusterIdentifier": "DBClusterIdentifier",
    "masterPassword": "MasterUserPassword",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
}
_INSTANCE = {
    "dbParameterGroupName": "DBParameterGroupName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "identifier": "DBInstanceIdentifier",
    "clusterIdentifier": "DBClusterIdentifier",
    "instanceClass": "DBInstanceClass",
    "caCertIdentifier": "CACertificateIdentifier",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
}
_CACHE = {
    "description": "ReplicationGroupDescription",
    "nodeType": "CacheNodeType",
    "subnetGroupName": "CacheSubnetGroupName",
    "parameterGroupName": "CacheParameterGroupName",
    "multiAzEnabled": "MultiAZEnabled",
}
# the provider's own words, of which CloudFormation knows nothing, on any type
_PROVIDERS = words(
    "region tagsAll applyImmediately forceDestroy skipDestroy forceDelete skipFinalSnapshot finalSnapshotIdentifier "
    "revokeRulesOnDelete waitForSteadyState forceDetachPolicies allowOverwrite overwrite"
)
_DATA = frozenset({"options", "dockerLabels"})  # maps whose keys are the program's, within containers
KINDS: Mapping[str, Kind] = {
    "aws:acm/certificate:Certificate": Kind("AWS::CertificateManager::Certificate"),
    "aws:apigatewayv2/api:Api": Kind("AWS::ApiGatewayV2::Api"),
    "aws:apigatewayv2/apiMapping:ApiMapping": Kind("AWS::ApiGatewayV2::ApiMapping"),
    "aws:apigatewayv2/integration:Integration": Kind("AWS::ApiGatewayV2::Integration", without="responseParameters"),
    "aws:apigatewayv2/route:Route": Kind("AWS::ApiGatewayV2::Route", without="requestParameters"),
    "aws:apigatewayv2/stage:Stage": Kind("AWS::ApiGatewayV2::Stage", {"name": "StageName"}),
    "aws:apigatewayv2/vpcLink:VpcLink": Kind("AWS::ApiGatewayV2::VpcLink"),
    "aws:appautoscaling/target:Target": Kind("AWS::ApplicationAutoScaling::ScalableTarget"),
    "aws:cloudwatch/dashboard:Dashboard": Kind("AWS::CloudWatch::Dashboard"),
    "aws:cloudwatch/logGroup:LogGroup": Kind("AWS::Logs::LogGroup", {"name": "LogGroupName"}),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Kind(
        "AWS::CloudWatch::Alarm", {"name": "AlarmName", "okActions": "OKActions"}, "metricQueries"
    ),
    "aws:ec2/eip:Eip": Kind("AWS::EC2::EIP"),
    "aws:ec2/flowLog:FlowLog": Kind(
        "AWS::EC2::FlowLog",
        {"iamRoleArn": "DeliverLogsPermissionArn", "vpcId": "ResourceId"},
        "",
        {"ResourceType": "VPC"},
    ),
    "aws:ec2/internetGateway:InternetGateway": Kind("AWS::EC2::InternetGateway", without="vpcId"),
    "aws:ec2/natGateway:NatGateway": Kind("AWS::EC2::NatGateway"),
    "aws:ec2/route:Route": Kind("AWS::EC2::Route"),
    "aws:ec2/routeTable:RouteTable": Kind("AWS::EC2::RouteTable", without="routes"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Kind("AWS::EC2::SubnetRouteTableAssociation"),
    "aws:ec2/securityGroup:SecurityGroup": Kind(
        "AWS::EC2::SecurityGroup", {"name": "GroupName", "description": "GroupDescription"}, "ingress egress"
    ),
    "aws:ec2/subnet:Subnet": Kind(
        "AWS::EC2::Subnet", without="enableResourceNameDnsARecordOnLaunch enableResourceNameDnsAaaaRecordOnLaunch"
    ),
    "aws:ec2/vpc:Vpc": Kind("AWS::EC2::VPC"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Kind("AWS::EC2::VPCEndpoint", {"policy": "PolicyDocument"}),
    "aws:ecs/cluster:Cluster": Kind(
        "AWS::ECS::Cluster", {"name": "ClusterName", "settings": "ClusterSettings"}, "configuration"
    ),
    "aws:ecs/service:Service": Kind(
        "AWS::ECS::Service",
        {"name": "ServiceName", "iamRole": "Role", "enableEcsManagedTags": "EnableECSManagedTags"},
        "networkConfiguration deploymentCircuitBreaker deploymentMaximumPercent deploymentMinimumHealthyPercent "
        "alarms deploymentController sigintRollback",
    ),
    "aws:ecs/taskDefinition:TaskDefinition": Kind("AWS::ECS::TaskDefinition", without="trackLatest volumes"),
    "aws:elasticache/replicationGroup:ReplicationGroup": Kind(
        "AWS::ElastiCache::ReplicationGroup", _CACHE, "authTokenUpdateStrategy"
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": Kind("AWS::ElastiCache::SubnetGroup", {"name": "CacheSubnetGroupName"}),
    "aws:iam/role:Role": Kind("AWS::IAM::Role", {"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"}),
    "aws:iam/rolePolicy:RolePolicy": Kind(
        "AWS::IAM::RolePolicy", {"name": "PolicyName", "policy": "PolicyDocument", "role": "RoleName"}
    ),
    "aws:kms/alias:Alias": Kind("AWS::KMS::Alias", {"name": "AliasName"}),
    "aws:kms/key:Key": Kind(
        "AWS::KMS::Key",
        {
            "customerMasterKeySpec": "KeySpec",
            "isEnabled": "Enabled",
            "policy": "KeyPolicy",
            "deletionWindowInDays": "PendingWindowInDays",
        },
    ),
    "aws:lb/loadBalancer:LoadBalancer": Kind(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        {"loadBalancerType": "Type"},
        "internal accessLogs connectionLogs clientKeepAlive desyncMitigationMode dnsRecordClientRoutingPolicy "
        "dropInvalidHeaderFields enableCrossZoneLoadBalancing enableDeletionProtection enableHttp2 idleTimeout "
        "enableTlsVersionAndCipherSuiteHeaders enableWafFailOpen enableXffClientPort enableZonalShift "
        "preserveHostHeader xffHeaderProcessingMode",
        {"Scheme": "internal"},
    ),
    "aws:lb/targetGroup:TargetGroup": Kind(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        without="healthCheck deregistrationDelay lambdaMultiValueHeadersEnabled proxyProtocolV2 slowStart stickiness "
        "loadBalancingAlgorithmType loadBalancingCrossZoneEnabled",
    ),
    "aws:rds/cluster:Cluster": Kind("AWS::RDS::DBCluster", _CLUSTER),
    "aws:rds/clusterInstance:ClusterInstance": Kind("AWS::RDS::DBInstance", _INSTANCE),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": Kind(
        "AWS::RDS::DBClusterParameterGroup", {"name": "DBClusterParameterGroupName"}
    ),
    "aws:rds/eventSubscription:EventSubscription": Kind(
        "AWS::RDS::EventSubscription", {"name": "SubscriptionName", "snsTopic": "SnsTopicArn"}
    ),
    "aws:rds/globalCluster:GlobalCluster": Kind("AWS::RDS::GlobalCluster", without="databaseName"),
    "aws:rds/parameterGroup:ParameterGroup": Kind("AWS::RDS::DBParameterGroup", {"name": "DBParameterGroupName"}),
    "aws:rds/subnetGroup:SubnetGroup": Kind(
        "AWS::RDS::DBSubnetGroup", {"name": "DBSubnetGroupName", "description": "DBSubnetGroupDescription"}
    ),
    "aws:route53/record:Record": Kind(
        "AWS::Route53::RecordSet", {"zoneId": "HostedZoneId", "records": "ResourceRecords", "ttl": "TTL"}, "aliases"
    ),
    "aws:secretsmanager/secret:Secret": Kind(
        "AWS::SecretsManager::Secret",
        {"replicas": "ReplicaRegions"},
        "forceOverwriteReplicaSecret recoveryWindowInDays",
    ),
    "aws:sns/topic:Topic": Kind("AWS::SNS::Topic", {"name": "TopicName"}),
    "aws:sns/topicSubscription:TopicSubscription": Kind(
        "AWS::SNS::Subscription", {"topic": "TopicArn"}, "confirmationTimeoutInMinutes endpointAutoConfirms"
    ),
    "aws:ssm/parameter:Parameter": Kind("AWS::SSM::Parameter"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Kind(
        "AWS::EC2::SecurityGroupEgress", {**_RULE, "referencedSecurityGroupId": "DestinationSecurityGroupId"}
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Kind(
        "AWS::EC2::SecurityGroupIngress", {**_RULE, "referencedSecurityGroupId": "SourceSecurityGroupId"}
    ),
}


def templates(states: Iterable[Values]) -> tuple[list[dict[str, Any]], list[str]]:
    """One template for each state, and the types that are left out."""
    made, left_out = [], set()
    for state in states:
        resources: dict[str, Any] = {}
        for item in state["deployment"].get("resources", []):
            if not item.get("custom") or item.get("external") or not item["type"].startswith("aws:"):
                continue
            if (kind := KINDS.get(item["type"])) is None:
                left_out.add(item["type"])
            else:
                resources[_logical(item["urn"], kind, resources)] = translated(item.get("inputs", {}), kind)
        made.append({"AWSTemplateFormatVersion": FORMAT, "Resources": resources})
    return made, sorted(left_out)


def translated(inputs: Values, kind: Kind) -> dict[str, Any]:
    """One resource of a template."""
    left = _PROVIDERS | set(kind.without.split())
    properties = {
        kind.names.get(key) or capital(key): value_of(key, value)
        for key, value in inputs.items()
        if key not in left and not key.startswith("__") and value is not None
    }
    return {"Type": kind.name, "Properties": properties | dict(kind.fixed)}


def value_of(key: str, value: Any) -> Any:
    """A value under CloudFormation's names: tags and dimensions as lists, parameters as a map, policies as objects."""
    if isinstance(value, Mapping) and SECRET in value:
        return "(secret of 32 characters or more)"
    if key == "tags":
        return [{"Key": name, "Value": text} for name, text in sorted(value.items())]
    if key == "dimensions":
        return [{"Name": name, "Value": text} for name, text in sorted(value.items())]
    if key == "parameters":
        return {one["name"]: one["value"] for one in value}
    if key in ("policy", "assumeRolePolicy", "containerDefinitions"):
        parsed = json.loads(value)
        return _nested(parsed) if key == "containerDefinitions" else parsed
    return _nested(value)


def _nested(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            capital(key): dict(one) if key in _DATA else _nested(one)
            for key, one in value.items()
            if not key.startswith("__")
        }
    return [_nested(one) for one in value] if isinstance(value, list) else value


def capital(name: str) -> str:
    """CamelCase of camelCase."""
    return name[:1].upper() + name[1:]


def _logical(urn: str, kind: Kind, taken: Values) -> str:
    """A logical ID: letters and digits alone."""
    stem = re.sub(r"[^A-Za-z0-9]", "", kind.name.rsplit("::", 1)[-1] + capital(urn.split("::")[-1]))
    return stem if stem not in taken else f"{stem}{len(taken)}"
