"""Nothing in a stack depends on the other region: what it names stands in its own, or it is down when that one is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.engine.finding import Finding
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.knowledge.contract_entries import MARK, PARAMETER
from policy.knowledge.references import Reference, references

# beginnings of types that are global or show both regions, each with its reason
EXEMPT_TYPES: Mapping[str, str] = {
    "aws:cloudfront/": "CloudFront is global: certificates and functions in us-east-1, origins in any region",
    "aws:route53/": "DNS is global: a record may point at either region's front door",
    "aws:route53recovery": "the routing controls and readiness checks are about both regions",
    "aws:arcregionswitch/": "a Region switch plan is about both regions",
    "aws:globalaccelerator/": "Global Accelerator is global: endpoint groups stand in any region",
    "aws:networkmanager/": "Network Manager is global",
    "aws:organizations/": "Organizations is global",
    "aws:ssoadmin/": "IAM Identity Center stands in one region for all",
    "aws:cloudwatch/dashboard:": "a dashboard may show both regions",
    "aws:backup/": "a backup plan copies to the other region",
    "aws:dms/": "a replication reads the other region",
    "aws:cloudtrail/": "a trail of several regions writes to one bucket with one key",
}
# properties that name the other region by their nature, each with its reason
EXEMPT_PROPERTIES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "replicationSourceIdentifier", "replicateSourceDb", "sourceDbInstanceArn", "sourceDbClusterIdentifier",
            "sourceDbSnapshotIdentifier", "sourceDbClusterSnapshotIdentifier", "globalTableArn", "primaryKeyArn",
            "sourceRegion", "sourceAmiRegion", "sourceAmiId", "globalReplicationGroupId", "globalClusterIdentifier",
            "snapshotIdentifier", "replicas", "replicationConfiguration", "replicationConfigurations", "destination",
            "destinationVaultArn", "destinationRegion",
        ),
        "a source or a target of replication",
    ),
    **dict.fromkeys(("peerRegion", "peerVpcId", "peerTransitGatewayId"), "a peering has two ends"),
    **dict.fromkeys(("tags", "tagsAll", "description", "comment", "name", "namePrefix"), "a label, read by people"),
}  # fmt: skip
# replication by the type itself: rules of S3, snapshot copies
EXEMPT_REPLICATION = (
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "aws:s3/bucketReplicationConfiguration:BucketReplicationConfiguration",
    "aws:rds/snapshotCopy:SnapshotCopy",
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy",
    "aws:ecr/replicationConfiguration:ReplicationConfiguration",
)
# certificates of what CloudFront serves stand in us-east-1
EDGE_CERTIFICATES = (
    "aws:apigateway/domainName:DomainName",
    "aws:cognito/userPoolDomain:UserPoolDomain",
    "aws:appsync/domainName:DomainName",
)
# properties that hold policy documents: those name both regions where they grant rights on a pair
DOCUMENTS = ("policy", "assumeRolePolicy", "inlinePolicies", "inlinePolicy", "accessPolicies", "keyPolicy", "policies")
# values that no message may repeat
SECRETS = ("secretString", "secretBinary", "secureValue", "masterPassword", "password", "authToken")
IMAGES: Mapping[str, tuple[str, ...]] = {
    "aws:ec2/launchTemplate:LaunchTemplate": ("imageId",),
    "aws:ec2/launchConfiguration:LaunchConfiguration": ("imageId",),
    "aws:ec2/instance:Instance": ("ami",),
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": ("ami",),
}


@dataclass(frozen=True)
class Options:
    """What may name the other region, knowingly."""

    allowed: tuple[str, ...] = option((), "logical names of resources that may depend on another region")


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    own = resource.region(config.region)
    if own is None or not resource.type.startswith("aws:") or resource.name in options.allowed or _exempt(resource):
        return
    for key in resource.props:
        found = [] if key in EXEMPT_PROPERTIES else list(references(resource.get(key), key, key))
        foreign = [one for one in found if one.foreign(own) and not _of_the_edge(resource, one)]
        if key in DOCUMENTS:
            own_services = {one.service for one in found if not one.foreign(own)}
            foreign = [one for one in foreign if one.service not in own_services]
        if foreign:
            yield _pinned(resource, foreign, own, options)


def _exempt(resource: Resource) -> bool:
    """Whether the type, or what the resource is, lives from naming the other region."""
    if resource.type == PARAMETER and MARK in (resource.text("name") or ""):
        return True  # the failover contract tells facts of the peer
    return resource.type in EXEMPT_REPLICATION or resource.type.startswith(tuple(EXEMPT_TYPES))


def _of_the_edge(resource: Resource, reference: Reference) -> bool:
    """Certificates and web ACLs for CloudFront, which stand in us-east-1 for all regions."""
    if reference.region != "us-east-1":
        return False
    certificate = reference.service == "acm" and resource.type in EDGE_CERTIFICATES
    return certificate or (reference.service == "wafv2" and ":global/" in reference.text)


def _shown(resource: Resource, reference: Reference) -> str:
    """What is named, or only of which region where the value is a secret."""
    key = reference.path.partition("[")[0].partition(".")[0]
    if key in SECRETS or (key == "value" and resource.text("type") == "SecureString"):
        return f"something of {reference.region} (a secret, not shown)"
    return repr(reference.text if len(reference.text) <= 100 else f"{reference.text[:97]}…")


def _pinned(resource: Resource, foreign: list[Reference], own: str, options: Options) -> Finding:
    first, more = foreign[0], len(foreign) - 1
    return Finding(
        resource,
        f"{first.path} that names {_shown(resource, first)}{f' and {more} more' if more else ''}, in a stack of {own}",
        f"what stands in {own}: with {first.region} down, this does not work either, and that is the day it is for",
        f"name the one of {own}, and replicate or create it there first",
        accept={"allowed": [*options.allowed, resource.name]},
    )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    """An AMI lives in one region: the same ID in two is wrong in one of them."""
    seen: dict[str, tuple[str, Resource]] = {}
    for stack, resource in estate.of(*IMAGES):
        region = resource.region(stack.region())
        for image in (text for key in IMAGES[resource.type] for text in resource.texts(key)):
            if region is None or not image.startswith("ami-") or resource.name in options.allowed:
                continue
            where, first = seen.setdefault(image, (region, resource))
            if where != region:
                yield Finding(
                    resource,
                    f"the image {image} in {region}, which {first.label} starts in {where}",
                    "an image of its own region: an AMI's ID is one region's",
                    "copy it (aws:ec2/amiCopy:AmiCopy), or look it up by name in each region",
                    accept={"allowed": [*options.allowed, resource.name]},
                )


RULE = Rule(
    name="self-contained-region",
    description="Nothing in a stack depends on what stands in the other region.",
    fix="Name what stands in the stack's own region, and replicate or create it there first.",
    severity=Severity.HIGH,
    options=Options,
    on_resource=_on_resource,
    on_stack=_on_stack,
    advises=False,
)
