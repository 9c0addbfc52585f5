"""Misconfigurations of ranges, names, keys, zones and caches."""

from __future__ import annotations

from tests.policy.blueprint import Ref
from tests.policy.changes import add, both, config, drop, edit, foreign_key, link_in_gap, one_zone
from tests.policy.clean import BALANCER, CLUSTER, DR, KEY, REDIS, ROLE, SUBNET, VPC
from tests.policy.mutation import CACHE, KEYS, OVERLAP, SUFFIX, UP, ZONES, M, dr, primary
from tests.policy.varied import legacy_database, two_zones

RDS = "aws:rds/instance:Instance"
BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"

RANGES = (
    M("VPC on the peer's range", OVERLAP, primary, edit(VPC, "network-vpc", cidrBlock=DR[1])),
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
