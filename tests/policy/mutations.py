"""Seeded misconfigurations: a clean stack, one change, and the rule that must refuse it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.policy.blueprint import Blueprint, Ref
from tests.policy.changes import (
    Change,
    add,
    both,
    config,
    drop,
    edit,
    foreign_key,
    frozen,
    link_in_gap,
    one_zone,
    option,
    public_subnets,
    split,
    void,
)
from tests.policy.clean import (
    AWAY,
    BALANCER,
    CLUSTER,
    GLOBAL,
    INSTANCE,
    KEY,
    RECORD,
    REDIS,
    ROLE,
    SERVICE,
    SUBNET,
    TARGET,
    VPC,
    platform,
    record,
    workloads,
)
from tests.policy.varied import legacy_database, two_zones
from tests.policy.verdicts import Mode

CPG = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
RDS = "aws:rds/instance:Instance"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"


@dataclass(frozen=True)
class Mutation:
    """One misconfiguration. `modes`: where it can be seen, of preview, up and analyze."""

    name: str
    rule: str
    base: Callable[[], Blueprint]
    change: Change
    modes: tuple[Mode, ...] = ("preview", "up")

    def apply(self) -> Blueprint:
        """The clean stack with the change."""
        made = self.base()
        self.change(made)
        return made


def primary() -> Blueprint:
    return platform()


def dr() -> Blueprint:
    return platform(True)


def dr_workloads() -> Blueprint:
    return workloads(True)


OVERLAP, SUFFIX, KEYS = "vpc-cidr-overlap", "dr-iam-name-suffix", "cross-region-customer-key"
ZONES, CACHE, DNS = "availability-zone-plan", "no-global-datastore", "dns-ownership-binary"
PARITY, LAYERS, DATA = "aurora-global-parity", "layer-boundaries", "data-protection"
CAPACITY, PUBLIC, FREEZE = "promotable-capacity", "no-public-data-plane", "incident-freeze"
M = Mutation
UP: tuple[Mode, ...] = ("up",)

RANGES = (
    M("VPC on the peer's range", OVERLAP, primary, edit(VPC, "network-vpc", cidrBlock=AWAY[1])),
    M("VPC inside the peer's range", OVERLAP, dr, edit(VPC, "network-vpc", cidrBlock="10.0.128.0/20")),
    M("VPC on a reserved range", OVERLAP, primary, edit(VPC, "network-vpc", cidrBlock="172.20.0.0/16")),
    M("secondary block on the peer's", OVERLAP, primary,
      add(BLOCK, "more", vpcId=Ref(f"{VPC}::network-vpc"), cidrBlock="10.1.8.0/21")),
    M("second VPC on the first", OVERLAP, primary, add(VPC, "second", cidrBlock="10.0.0.0/20")),
    M("IPv6 block on a second VPC's", OVERLAP, primary, both(
        edit(VPC, "network-vpc", ipv6CidrBlock="2001:db8::/56"),
        add(VPC, "second", cidrBlock="10.5.0.0/16", ipv6CidrBlock="2001:db8::/60"))),
    M("StackReference names the same range", OVERLAP, primary,
      add("pulumi:pulumi:StackReference", "hub", name="acme/hub/prod", outputs={"vpc_cidr": "10.0.64.0/18"}), modes=("analyze",)),
    M("stack output tells the peer's range", OVERLAP, primary,
      add("pulumi:pulumi:Stack", "root", peer_vpc_cidr="10.0.0.0/8")),
)  # fmt: skip
NAMES = (
    M("role without suffix", SUFFIX, dr, edit(ROLE, "task", name="myapp-prod-task")),
    M("role with the suffix inside a word", SUFFIX, dr, edit(ROLE, "task", name="myapp-prod-driver-task")),
    M("role with the suffix in front", SUFFIX, dr, edit(ROLE, "task", name="dr-myapp-prod-task")),
    M("role prefix without suffix", SUFFIX, dr, add(ROLE, "more", namePrefix="myapp-prod-")),
    M("policy without suffix", SUFFIX, dr, add("aws:iam/policy:Policy", "p", name="myapp-prod-read")),
    M("user without suffix", SUFFIX, dr, add("aws:iam/user:User", "u", name="myapp-prod-mail")),
    M("group without suffix", SUFFIX, dr, add("aws:iam/group:Group", "g", name="myapp-prod-ops")),
    M("instance profile without suffix", SUFFIX, dr,
      add("aws:iam/instanceProfile:InstanceProfile", "ip", name="myapp-prod-bastion")),
    M("server certificate without suffix", SUFFIX, dr,
      add("aws:iam/serverCertificate:ServerCertificate", "sc", name="myapp-prod")),
    M("SAML provider without suffix", SUFFIX, dr, add("aws:iam/samlProvider:SamlProvider", "saml", name="okta")),
    M("OIDC provider that the primary has", SUFFIX, dr,
      add("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "ci", url="https://token.actions.example")),
    M("bucket without suffix", SUFFIX, dr, edit("aws:s3/bucket:Bucket", "logs", bucket="myapp-prod-logs")),
    M("bucket prefix without suffix", SUFFIX, dr, add("aws:s3/bucket:Bucket", "b", bucketPrefix="myapp-prod-")),
    M("DR stack without suffix", SUFFIX, dr, config(nameSuffix="")),
)  # fmt: skip
ENCRYPTION = (
    M("secondary without a key", KEYS, dr, edit(CLUSTER, "cluster", kmsKeyId=None)),
    M("secondary with AWS's own key", KEYS, dr,
      edit(CLUSTER, "cluster", kmsKeyId="arn:aws:kms:us-west-2:123456789012:alias/aws/rds")),
    M("secondary with the primary's key", KEYS, dr,
      edit(CLUSTER, "cluster", kmsKeyId="arn:aws:kms:us-east-1:123456789012:key/1234")),
    M("key of this stack, other region", KEYS, dr, foreign_key),
    M("writer without a key", KEYS, primary, edit(CLUSTER, "cluster", kmsKeyId=None)),
    M("secondary not encrypted", KEYS, dr, edit(CLUSTER, "cluster", storageEncrypted=False)),
    M("cross-region read replica without a key", KEYS, legacy_database,
      edit(RDS, "replica", replicateSourceDb="arn:aws:rds:us-west-1:123456789012:db:billing")),
    M("cross-region backups without a key", KEYS, dr,
      add("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", "b",
          sourceDbInstanceArn="arn:aws:rds:us-east-1:123456789012:db:x")),
    M("global Redis member without a key", KEYS, dr,
      edit(REDIS, "redis", globalReplicationGroupId="ldgnf-x", kmsKeyId=None)),
    M("file system replicated with a key of its own region", KEYS, primary,
      add("aws:efs/replicationConfiguration:ReplicationConfiguration", "r", destination={
          "region": "us-west-2", "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1"})),
    M("secret replicated with a key of its own region", KEYS, primary,
      add("aws:secretsmanager/secret:Secret", "s", replicas=[
          {"region": "us-west-2", "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1"}])),
    M("table with a key, its replica without", KEYS, primary, add("aws:dynamodb/table:Table", "t",
      serverSideEncryption={"enabled": True, "kmsKeyArn": Ref(f"{KEY}::encryption-key", "arn")},
      replicas=[{"regionName": "us-west-2"}])),
    M("S3 replicates what KMS encrypted, without a key", KEYS, primary,
      add("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "r", bucket="b", rules=[{"status": "Enabled",
          "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
          "destination": {"bucket": "arn:aws:s3:::b-dr"}}])),
)  # fmt: skip
SPREAD = (
    M("database subnets in one zone", ZONES, primary, one_zone("aws:rds/subnetGroup:SubnetGroup", "subnets", "subnetIds")),
    M("cache subnets in one zone", ZONES, dr, one_zone("aws:elasticache/subnetGroup:SubnetGroup", "cache", "subnetIds")),
    M("load balancer in one zone", ZONES, dr, one_zone(BALANCER, "alb", "subnets", "private")),
    M("two subnets of a tier in one zone", ZONES, primary,
      edit(SUBNET, "network-isolated-us-east-1b", availabilityZone="us-east-1a")),
    M("Multi-AZ cache with one node", ZONES, dr, edit(REDIS, "redis", numCacheClusters=1)),
    M("OpenSearch over three of two zones", ZONES, two_zones,
      add("aws:opensearch/domain:Domain", "search", clusterConfig={
          "zoneAwarenessEnabled": True, "zoneAwarenessConfig": {"availabilityZoneCount": 3}})),
    M("MSK over three of two zones", ZONES, two_zones,
      add("aws:msk/cluster:Cluster", "log", brokerNodeGroupInfo={"clientSubnets": ["a", "b", "c"]})),
    M("three zones asked of two", ZONES, two_zones, config(availabilityZones=3)),
    M("three-zone plan in two zones", ZONES, two_zones,
      add(SUBNET, "third", cidrBlock="10.1.240.0/24", availabilityZone="us-west-1b")),
    M("VPC link in an unsupported zone", ZONES, primary, link_in_gap, modes=UP),
    M("no NAT gateway at all", ZONES, primary, drop("aws:ec2/natGateway:NatGateway")),
    M("a zone without its NAT gateway", ZONES, primary, drop("aws:ec2/natGateway:NatGateway", "nat-d")),
)  # fmt: skip
CACHES = (
    M("global datastore", CACHE, primary, add("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", "g")),
    M("member of a global datastore", CACHE, dr, edit(REDIS, "redis", globalReplicationGroupId="ldgnf-x")),
    M("MemoryDB over regions", CACHE, primary, add("aws:memorydb/multiRegionCluster:MultiRegionCluster", "m")),
)
RECORDS = (
    M("weighted record", DNS, primary, split(weightedRoutingPolicies=[{"weight": 90}])),
    M("latency record", DNS, primary, split(latencyRoutingPolicies=[{"region": "us-east-1"}])),
    M("failover record", DNS, primary, split(failoverRoutingPolicies=[{"type": "PRIMARY"}])),
    M("geolocation record", DNS, primary, split(geolocationRoutingPolicies=[{"country": "DE"}])),
    M("multivalue record", DNS, primary, split(multivalueAnswerRoutingPolicy=True)),
    M("record moved by a health check", DNS, primary, edit(RECORD, "serves", healthCheckId="hc-1")),
    M("record in the standby stack", DNS, dr, lambda made: void(record(made))),
    M("serving stack without a record", DNS, primary, drop(RECORD)),
)  # fmt: skip
AURORA = (
    M("managed master password", PARITY, primary, edit(CLUSTER, "cluster", manageMasterUserPassword=True)),
    M("credentials on a secondary", PARITY, dr, edit(CLUSTER, "cluster", masterUsername="root", masterPassword="x")),
    M("headless secondary", PARITY, dr, drop(INSTANCE)),
    M("old instance class", PARITY, dr, edit(INSTANCE, "instance-1", instanceClass="db.r4.large")),
    M("burstable instance class", PARITY, primary, edit(INSTANCE, "instance-2", instanceClass="db.t4g.medium")),
    M("serverless v1", PARITY, dr, edit(CLUSTER, "cluster", engineMode="serverless")),
    M("writer's version beside its global cluster's", PARITY, primary, both(
        edit(GLOBAL, "global", engineVersion="16.9"), option(CLUSTER, "cluster", ignored=["globalClusterIdentifier"]))),
    M("other engine than the global cluster's", PARITY, primary, edit(GLOBAL, "global", engine="aurora-mysql")),
)  # fmt: skip
LAYER = (
    M("VPC in the workloads", LAYERS, workloads, add(VPC, "v", cidrBlock="10.7.0.0/16")),
    M("ECS cluster in the workloads", LAYERS, workloads, add("aws:ecs/cluster:Cluster", "c")),
    M("database in the workloads", LAYERS, dr_workloads, add("aws:rds/globalCluster:GlobalCluster", "g", deletionProtection=True)),
    M("service in the platform", LAYERS, primary, add(SERVICE, "s", name="s", desiredCount=1)),
    M("task definition in the platform", LAYERS, dr, add("aws:ecs/taskDefinition:TaskDefinition", "t")),
)  # fmt: skip
PROTECTION = (
    M("cluster without deletion protection", DATA, primary, edit(CLUSTER, "cluster", deletionProtection=False)),
    M("deletion protection left out", DATA, dr, edit(CLUSTER, "cluster", deletionProtection=None)),
    M("final snapshot skipped", DATA, primary, edit(CLUSTER, "cluster", skipFinalSnapshot=True)),
    M("final snapshot without a name", DATA, dr, edit(CLUSTER, "cluster", finalSnapshotIdentifier=None)),
    M("backups for a day", DATA, dr, edit(CLUSTER, "cluster", backupRetentionPeriod=1)),
    M("cluster without protect", DATA, primary, option(CLUSTER, "cluster", protect=False)),
    M("global cluster without protection", DATA, primary, edit(GLOBAL, "global", deletionProtection=False)),
    M("disabled key", DATA, primary, edit(KEY, "encryption-key", isEnabled=False)),
)
TASKS = (
    M("service asleep on the DR side", CAPACITY, dr_workloads, edit(TARGET, "web-scaling", minCapacity=0)),
    M("ceiling below production", CAPACITY, dr_workloads, edit(TARGET, "web-scaling", maxCapacity=5)),
    M("ceiling below production, by contract only", CAPACITY, dr_workloads, both(
        config(services=None), edit(TARGET, "worker-scaling", maxCapacity=2)), modes=UP),
    M("plain service with no task", CAPACITY, dr_workloads, add(SERVICE, "idle", name="myapp-prod-idle", desiredCount=0)),
)  # fmt: skip
EXPOSED = (
    M("public database instance", PUBLIC, dr, edit(INSTANCE, "instance-1", publiclyAccessible=True)),
    M("public tasks", PUBLIC, dr_workloads, edit(SERVICE, "web-service", networkConfiguration={"assignPublicIp": True})),
    M("public load balancer", PUBLIC, primary, edit(BALANCER, "alb", internal=False)),
    M("load balancer public by default", PUBLIC, dr, edit(BALANCER, "alb", internal=None)),
    M("PostgreSQL open to the world", PUBLIC, primary, edit(INGRESS, "database-from-tasks",
      referencedSecurityGroupId=None, cidrIpv4="0.0.0.0/0")),
    M("Redis open to the IPv6 world", PUBLIC, dr, add(INGRESS, "r", cidrIpv6="::/0", ipProtocol="tcp", fromPort=6379, toPort=6379)),
    M("all ports open, inline", PUBLIC, dr, add("aws:ec2/securityGroup:SecurityGroup", "open", ingress=[
      {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}])),
    M("port range over a data port", PUBLIC, primary, add("aws:ec2/securityGroupRule:SecurityGroupRule", "wide",
      type="ingress", protocol="tcp", fromPort=5000, toPort=6000, cidrBlocks=["0.0.0.0/1", "128.0.0.0/1"])),
    M("database in public subnets", PUBLIC, primary, public_subnets),
    M("TLS not forced", PUBLIC, dr, edit(CPG, "cluster-parameters", parameters=[{"name": "rds.force_ssl", "value": "0"}])),
    M("parameter that forces TLS left out", PUBLIC, primary, edit(CPG, "cluster-parameters", parameters=[])),
    M("AWS's default parameter group", PUBLIC, primary, edit(CLUSTER, "cluster", dbClusterParameterGroupName=None)),
    M("cache without TLS", PUBLIC, dr, edit(REDIS, "redis", transitEncryptionEnabled=False)),
)  # fmt: skip
FROZEN = (
    M("record taken back", FREEZE, primary, frozen(option(RECORD, "serves", ignored=[]))),
    M("cluster that could be detached", FREEZE, dr, frozen(option(CLUSTER, "cluster", ignored=["engineVersion"]))),
    M("cluster that could be replaced", FREEZE, primary, frozen(option(CLUSTER, "cluster", protect=False))),
    M("serving side scaled down", FREEZE, dr_workloads, config(incidentFreeze="promotion run=42")),
    M("freeze told by the contract", FREEZE, dr_workloads, add("aws:ssm/parameter:Parameter", "freeze",
      name="/myapp/prod/standby/incident/freeze", value="promotion run=42", type="String")),
    M("service scaled down", FREEZE, dr_workloads, frozen(both(
        option(SERVICE, "web-service", ignored=[]), edit(TARGET, "web-scaling", minCapacity=4),
        edit(TARGET, "worker-scaling", minCapacity=2)))),
)  # fmt: skip

MUTATIONS: tuple[Mutation, ...] = (
    *RANGES, *NAMES, *ENCRYPTION, *SPREAD, *CACHES, *RECORDS, *AURORA, *LAYER, *PROTECTION, *TASKS, *EXPOSED, *FROZEN,
)  # fmt: skip
