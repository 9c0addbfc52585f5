"""Our own four stacks, as our programs make them; none may draw a refusal, whatever the mode."""

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

PRIMARY, DR = ("us-east-1", "10.0.0.0/16"), ("us-west-2", "10.1.0.0/16")
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


def parameter_groups(made: Blueprint) -> tuple[str, str]:
    """The keys of the cluster's and the instances' parameter groups."""
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
    return parameters, instance_parameters


def database(made: Blueprint, tiers: Mapping[str, list[str]], dr: bool, source: str) -> None:
    """A member of the global database, with all that belongs to it."""
    key = made.add(KEY, "encryption-key", enableKeyRotation=True, deletionWindowInDays=30)
    group = made.add("aws:rds/subnetGroup:SubnetGroup", "subnets", subnetIds=[Ref(k) for k in tiers["isolated"]])
    parameters, instance_parameters = parameter_groups(made)
    joined: object = "myapp-prod-global"
    if not dr:
        whole = made.add(
            GLOBAL, "global", globalClusterIdentifier="myapp-prod-global", engine="aurora-postgresql",
            engineVersion="16.8", storageEncrypted=True, deletionProtection=True, _protect=True,
        )  # fmt: skip
        joined = Ref(whole)
    writer = {"masterUsername": "standby", "masterPassword": Later("secret"), "databaseName": "app"}
    cluster = made.add(
        CLUSTER, "cluster", clusterIdentifier=f"myapp-prod-{made.region}", globalClusterIdentifier=joined,
        engine="aurora-postgresql", engineVersion="16.8", storageEncrypted=True, kmsKeyId=Ref(key, "arn"),
        dbSubnetGroupName=Ref(group, "name"), dbClusterParameterGroupName=Ref(parameters, "name"),
        backupRetentionPeriod=14, deletionProtection=True, skipFinalSnapshot=False,
        finalSnapshotIdentifier=f"myapp-prod-{made.region}-final", **({"sourceRegion": source} if dr else writer),
        _protect=True,
        _ignored=["globalClusterIdentifier", "replicationSourceIdentifier", "engineVersion", "masterPassword"],
    )  # fmt: skip
    for number in (1, 2):
        made.add(
            INSTANCE, f"instance-{number}", identifier=f"myapp-prod-{made.region}-{number}",
            clusterIdentifier=Ref(cluster), engine="aurora-postgresql", instanceClass="db.r6g.large",
            dbParameterGroupName=Ref(instance_parameters, "name"), publiclyAccessible=False,
        )  # fmt: skip


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
    here, there = here or (DR if dr else PRIMARY), there or (PRIMARY if dr else DR)
    made = Blueprint("dr" if dr else "primary", "standby", here[0], settings(dr, here, there, **config))
    tiers = network(made, here[1], letters or ("abd" if here[0] == "us-east-1" else "abc"), config.get("nat", "zone"))
    database(made, tiers, dr, there[0])
    rooms(made, tiers, "-dr" if dr else "")
    if not dr:
        record(made)
    return made


def workloads(dr: bool = False, here: tuple[str, str] | None = None, **config: Any) -> Blueprint:
    """The workloads stack of one side."""
    here = here or (DR if dr else PRIMARY)
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
        cluster=f"arn:aws:ecs:{made.region}:123456789012:cluster/myapp-prod",
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


OURS: Mapping[str, Callable[[], Blueprint]] = {
    "primary platform": platform,
    "dr platform": lambda: platform(True),
    "primary workloads": workloads,
    "dr workloads": lambda: workloads(True),
}
