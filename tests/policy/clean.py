"""Clean stacks: our own four, and ten of other shapes; none may draw a refusal, whatever the mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.policy.blueprint import Blueprint, Later, Ref

CLUSTER = "aws:rds/cluster:Cluster"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
RECORD = "aws:route53/record:Record"
SUBNET = "aws:ec2/subnet:Subnet"
TARGET = "aws:appautoscaling/target:Target"
SERVICE = "aws:ecs/service:Service"
REDIS = "aws:elasticache/replicationGroup:ReplicationGroup"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
ROLE = "aws:iam/role:Role"
VPC = "aws:ec2/vpc:Vpc"
KEY = "aws:kms/key:Key"

HOME, AWAY = ("us-east-1", "10.0.0.0/16"), ("us-west-2", "10.1.0.0/16")
SERVICES = [
    {"name": "web", "image": "registry.example.com/web:1", "production": {"desired": 6, "min": 4, "max": 12}},
    {"name": "worker", "image": "registry.example.com/worker:1", "production": {"desired": 3, "min": 2, "max": 8}},
]


def settings(dr: bool, here: tuple[str, str], there: tuple[str, str], **more: Any) -> dict[str, Any]:
    """The config of a platform stack of ours."""
    values: dict[str, Any] = {
        "app": "myapp",
        "environment": "prod",
        "region": here[0],
        "peer": {"region": there[0], "vpcCidr": there[1], "stack": "primary" if dr else "dr"},
        "nameSuffix": "-dr" if dr else "",
        "vpcCidr": here[1],
        "reservedCidrs": ["172.16.0.0/12"],
        "isAuroraSecondary": dr,
        "servesTraffic": not dr,
        "domain": {"hostedZoneId": "Z0123456789EXAMPLE", "zoneName": "example.com", "name": "app.example.com"},
        **({"auroraSourceRegion": there[0]} if dr else {}),
        **more,
    }
    return {f"standby:{key}": value for key, value in values.items()}


def network(made: Blueprint, cidr: str, letters: str = "abc", nat: str = "zone") -> dict[str, list[str]]:
    """A VPC with three tiers; returns the subnets' keys by tier."""
    vpc = made.add(VPC, "network-vpc", cidrBlock=cidr, tags={"Name": "myapp-prod"})
    base = ".".join(cidr.split(".")[:2])
    tiers: dict[str, list[str]] = {"public": [], "private": [], "isolated": []}
    for index, letter in enumerate(letters):
        for place, tier in enumerate(tiers):
            zone = f"{made.region}{letter}"
            tiers[tier].append(
                made.add(
                    SUBNET,
                    f"network-{tier}-{zone}",
                    vpcId=Ref(vpc),
                    cidrBlock=f"{base}.{index * 64 + place * 16}.0/20",
                    availabilityZone=zone,
                    mapPublicIpOnLaunch=False,
                    tags={"standby:tier": tier},
                )
            )
    for key in tiers["public"] if nat == "zone" else tiers["public"][:1]:
        made.add("aws:ec2/natGateway:NatGateway", f"nat-{key[-1]}", subnetId=Ref(key), allocationId="eip")
    return tiers


def database(made: Blueprint, tiers: Mapping[str, list[str]], dr: bool, source: str) -> None:
    """A member of the global database, with all that belongs to it."""
    key = made.add(KEY, "encryption-key", enableKeyRotation=True, deletionWindowInDays=30)
    group = made.add("aws:rds/subnetGroup:SubnetGroup", "subnets", subnetIds=[Ref(k) for k in tiers["isolated"]])
    parameters = made.add(
        "aws:rds/clusterParameterGroup:ClusterParameterGroup",
        "cluster-parameters",
        name="myapp-prod-cluster",
        family="aurora-postgresql16",
        parameters=[{"name": "rds.force_ssl", "value": "1"}],
    )
    instance_parameters = made.add(
        "aws:rds/parameterGroup:ParameterGroup",
        "instance-parameters",
        name="myapp-prod-instance",
        family="aurora-postgresql16",
        parameters=[{"name": "log_min_duration_statement", "value": "1000"}],
    )
    joined: object = "myapp-prod-global"
    if not dr:
        whole = made.add(
            GLOBAL,
            "global",
            globalClusterIdentifier="myapp-prod-global",
            engine="aurora-postgresql",
            engineVersion="16.8",
            storageEncrypted=True,
            deletionProtection=True,
            _protect=True,
        )
        joined = Ref(whole)
    writer = {"masterUsername": "standby", "masterPassword": Later("secret"), "databaseName": "app"}
    cluster = made.add(
        CLUSTER,
        "cluster",
        clusterIdentifier=f"myapp-prod-{made.region}",
        globalClusterIdentifier=joined,
        engine="aurora-postgresql",
        engineVersion="16.8",
        storageEncrypted=True,
        kmsKeyId=Ref(key, "arn"),
        dbSubnetGroupName=Ref(group, "name"),
        dbClusterParameterGroupName=Ref(parameters, "name"),
        backupRetentionPeriod=14,
        deletionProtection=True,
        skipFinalSnapshot=False,
        finalSnapshotIdentifier=f"myapp-prod-{made.region}-final",
        **({"sourceRegion": source} if dr else writer),
        _protect=True,
        _ignored=["globalClusterIdentifier", "replicationSourceIdentifier", "engineVersion", "masterPassword"],
    )
    for number in (1, 2):
        made.add(
            INSTANCE,
            f"instance-{number}",
            identifier=f"myapp-prod-{made.region}-{number}",
            clusterIdentifier=Ref(cluster),
            engine="aurora-postgresql",
            instanceClass="db.r6g.large",
            dbParameterGroupName=Ref(instance_parameters, "name"),
            publiclyAccessible=False,
        )


def rooms(made: Blueprint, tiers: Mapping[str, list[str]], suffix: str) -> None:
    """Cache, cluster, load balancer, API, roles, security groups."""
    group = made.add("aws:elasticache/subnetGroup:SubnetGroup", "cache", subnetIds=[Ref(k) for k in tiers["isolated"]])
    made.add(
        REDIS,
        "redis",
        replicationGroupId="myapp-prod",
        subnetGroupName=Ref(group, "name"),
        numCacheClusters=2,
        multiAzEnabled=True,
        automaticFailoverEnabled=True,
        atRestEncryptionEnabled=True,
        kmsKeyId=Ref(f"{KEY}::encryption-key", "arn"),
        transitEncryptionEnabled=True,
    )
    made.add("aws:ecs/cluster:Cluster", "cluster", name="myapp-prod")
    made.add(ROLE, "task", name=f"myapp-prod{suffix}-task", assumeRolePolicy="{}")
    made.add(ROLE, "execution", name="execution-1a2b3c4", assumeRolePolicy="{}")
    made.add("aws:s3/bucket:Bucket", "logs", bucket=f"myapp-prod-logs{suffix}")
    made.add(BALANCER, "alb", name="myapp-prod", internal=True, subnets=[Ref(k) for k in tiers["private"]])
    tasks = made.add("aws:ec2/securityGroup:SecurityGroup", "tasks", name="myapp-prod-tasks")
    data = made.add("aws:ec2/securityGroup:SecurityGroup", "database", name="myapp-prod-database")
    made.add(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "database-from-tasks",
        securityGroupId=Ref(data),
        referencedSecurityGroupId=Ref(tasks),
        ipProtocol="tcp",
        fromPort=5432,
        toPort=5432,
    )
    made.add("aws:apigatewayv2/vpcLink:VpcLink", "link", name="link", subnetIds=[Ref(k) for k in tiers["private"]])
    made.add("aws:cloudwatch/logGroup:LogGroup", "logs", name="/myapp-prod/web")


def record(made: Blueprint) -> str:
    """The app's record, as the stack that serves declares it."""
    return made.add(
        RECORD,
        "serves",
        zoneId="Z0123456789EXAMPLE",
        name="app.example.com",
        type="A",
        aliases=[{"name": Later("d-1.execute-api.example"), "zoneId": "Z2", "evaluateTargetHealth": False}],
        _protect=True,
        _ignored=["aliases"],
    )


def platform(
    dr: bool = False,
    here: tuple[str, str] | None = None,
    there: tuple[str, str] | None = None,
    letters: str = "",
    **config: Any,
) -> Blueprint:
    """The platform stack of one side, as our program makes it."""
    here, there = here or (AWAY if dr else HOME), there or (HOME if dr else AWAY)
    made = Blueprint("dr" if dr else "primary", "standby", here[0], settings(dr, here, there, **config))
    tiers = network(made, here[1], letters or ("abd" if here[0] == "us-east-1" else "abc"), config.get("nat", "zone"))
    database(made, tiers, dr, there[0])
    rooms(made, tiers, "-dr" if dr else "")
    if not dr:
        record(made)
    return made


def workloads(dr: bool = False, here: tuple[str, str] | None = None, **config: Any) -> Blueprint:
    """The workloads stack of one side."""
    here = here or (AWAY if dr else HOME)
    name = "dr" if dr else "primary"
    values: dict[str, Any] = {"app": "myapp", "environment": "prod", "region": here[0]}
    values["capacity"] = "warm" if dr else "production"
    values |= {"services": SERVICES, **({"nameSuffix": "-dr"} if dr else {}), **config}
    made = Blueprint(name, "standby-workloads", here[0], {f"standby:{key}": v for key, v in values.items()})
    outputs = {"region": here[0], "vpc_cidr": here[1], "ecs_cluster_name": "myapp-prod"}
    made.add("pulumi:pulumi:StackReference", "platform", name=f"organization/standby/{name}", outputs=outputs)
    for service in values["services"]:
        add_service(made, service["name"], service["production"], dr)
    return made


def add_service(made: Blueprint, name: str, production: Mapping[str, int], warm: bool) -> None:
    """One ECS service with its scaling and its entry of the contract."""
    running = 1 if warm else production["min"]
    task = made.add("aws:ecs/taskDefinition:TaskDefinition", f"{name}-task", family=f"myapp-prod-{name}")
    service = made.add(
        SERVICE,
        f"{name}-service",
        name=f"myapp-prod-{name}",
        cluster="arn:aws:ecs:us-east-1:123456789012:cluster/myapp-prod",
        taskDefinition=Ref(task, "arn"),
        desiredCount=1 if warm else production["desired"],
        networkConfiguration={"assignPublicIp": False, "subnets": ["subnet-1", "subnet-2"]},
        _ignored=["desiredCount"],
    )
    made.add(
        TARGET,
        f"{name}-scaling",
        serviceNamespace="ecs",
        scalableDimension="ecs:service:DesiredCount",
        resourceId=Later(f"service/myapp-prod/myapp-prod-{name}", service),
        minCapacity=running,
        maxCapacity=production["max"],
    )
    entry = f"name={name} service=myapp-prod-{name} desired={production['desired']} min={production['min']}"
    made.add(
        "aws:ssm/parameter:Parameter",
        f"{name}-contract",
        name=f"/myapp/prod/standby/services/{name}",
        type="String",
        value=Later(f"{entry} max={production['max']} blue=- green=-", service),
    )


def two_zones() -> Blueprint:
    """A DR side in us-west-1, where the account has two zones."""
    return platform(True, ("us-west-1", "10.1.0.0/16"), HOME, "ac", availabilityZones=2)


def other_regions() -> Blueprint:
    """A primary in Frankfurt, on other ranges."""
    return platform(False, ("eu-central-1", "10.32.0.0/16"), ("eu-west-1", "10.33.0.0/16"))


def single_nat() -> Blueprint:
    """One NAT gateway for all zones: advised against, not refused."""
    return platform(True, nat="single")


def imported_vpc() -> Blueprint:
    """Somebody else's network, read by ID: a VPC and subnets that this stack does not make."""
    made = Blueprint("prod", "shop-data", "eu-west-1", {})
    made.add(VPC, "corporate", id="vpc-0c0", cidrBlock="10.200.0.0/16", _read=True)
    for letter in "ab":
        zone = f"eu-west-1{letter}"
        made.add(SUBNET, f"db-{letter}", id=f"subnet-{letter}", vpcId="vpc-0c0", availabilityZone=zone, _read=True)
    made.add("aws:rds/subnetGroup:SubnetGroup", "db", subnetIds=["subnet-a", "subnet-b"])
    home = {"vpc_id": "vpc-0c0", "vpc_cidr": "10.200.0.0/16"}
    made.add("pulumi:pulumi:StackReference", "network", name="acme/network/prod", outputs=home)
    return made


def cross_account_zone() -> Blueprint:
    """The hosted zone in another account, reached through a provider with a role."""
    domain = {"hostedZoneId": "Z9", "name": "app.example.com", "roleArn": "arn:aws:iam::210987654321:role/dns"}
    made = platform(domain=domain)
    made.add("pulumi:providers:aws", "zone", assumeRoles=[{"roleArn": domain["roleArn"]}])
    return made


def many_services() -> Blueprint:
    """Six services on the DR side, one without auto scaling, one a daemon."""
    services = [
        {"name": f"s{index}", "image": "i:1", "production": {"desired": index + 2, "min": 1, "max": index + 4}}
        for index in range(4)
    ]
    made = workloads(True, services=services)
    made.add(SERVICE, "plain", name="myapp-prod-plain", desiredCount=1)
    made.add(SERVICE, "agent", name="myapp-prod-agent", schedulingStrategy="DAEMON", desiredCount=0)
    return made


def plain_secondary() -> Blueprint:
    """Plain pulumi_aws, no config of ours: a stack called `dr` that joins a global database."""
    made = Blueprint("shop-dr", "shop-infra", "ap-southeast-2", {})
    tiers = network(made, "10.64.0.0/16", "ab")
    database(made, tiers, True, "ap-southeast-1")
    made.add(ROLE, "app", name="shop-dr-app", assumeRolePolicy="{}")
    made.add(ROLE, "auto", name="auto-0f1e2d3", assumeRolePolicy="{}")
    made.add("aws:route53/record:Record", "proof", name="_x1.example.com", type="CNAME", zoneId="Z1", records=["a"])
    return made


def single_region() -> Blueprint:
    """No pair at all: a website with a bucket, a role and a plain record."""
    made = Blueprint("production", "website", "eu-north-1", {})
    made.add("aws:s3/bucket:Bucket", "site", bucket="acme-website")
    made.add(ROLE, "deploy", name="acme-deploy", assumeRolePolicy="{}")
    made.add(RECORD, "www", zoneId="Z1", name="www.acme.example", type="CNAME", records=["site.example"], ttl=300)
    return made


def legacy_database() -> Blueprint:
    """A single RDS instance with a read replica in its own region: nothing crosses regions."""
    made = Blueprint("prod", "billing-data", "us-east-2", {})
    group = made.add(
        "aws:rds/parameterGroup:ParameterGroup",
        "tls",
        name="billing",
        family="postgres16",
        parameters=[{"name": "rds.force_ssl", "value": "1"}],
    )
    common = {"engine": "postgres", "parameterGroupName": Ref(group, "name"), "deletionProtection": True}
    main = made.add(
        "aws:rds/instance:Instance",
        "main",
        identifier="billing",
        instanceClass="db.m6g.large",
        backupRetentionPeriod=30,
        finalSnapshotIdentifier="billing-final",
        storageEncrypted=True,
        _protect=True,
        **common,
    )
    made.add("aws:rds/instance:Instance", "replica", replicateSourceDb=Ref(main, "identifier"), _protect=True, **common)
    return made


def serverless_pair() -> Blueprint:
    """Aurora Serverless v2, HTTPS listener, public web in front by choice of policy: the DR side of Tokyo and Osaka."""
    made = platform(True, ("ap-northeast-3", "10.9.0.0/16"), ("ap-northeast-1", "10.8.0.0/16"))
    for key in made.only(INSTANCE):
        made.edit(key, instanceClass="db.serverless")
    return made


OURS: Mapping[str, Callable[[], Blueprint]] = {
    "primary platform": platform,
    "dr platform": lambda: platform(True),
    "primary workloads": workloads,
    "dr workloads": lambda: workloads(True),
}
VARIED: Mapping[str, Callable[[], Blueprint]] = {
    "two zones": two_zones,
    "other regions": other_regions,
    "single NAT": single_nat,
    "imported VPC": imported_vpc,
    "cross-account zone": cross_account_zone,
    "many services": many_services,
    "plain secondary": plain_secondary,
    "single region": single_region,
    "legacy database": legacy_database,
    "serverless pair": serverless_pair,
}
