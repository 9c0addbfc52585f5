"""Misconfigurations of records, databases, layers, tasks, exposure, freezes, references, copies and schedules."""

from __future__ import annotations

from tests.policy.changes import (
    add,
    both,
    config,
    drop,
    edit,
    frozen,
    option,
    public_subnets,
    replicated,
    split,
    void,
    worker_off,
)
from tests.policy.clean import (
    BALANCER,
    CLUSTER,
    GLOBAL,
    INSTANCE,
    KEY,
    RECORD,
    REDIS,
    SERVICE,
    TARGET,
    VPC,
    record,
    workloads,
)
from tests.policy.mutation import (
    CAPACITY,
    DATA,
    DNS,
    FREEZE,
    GLOBALS,
    LAYERS,
    PARITY,
    PUBLIC,
    REGION,
    REPLICATION,
    RUNNER,
    UP,
    M,
    dr,
    dr_workloads,
    primary,
)

CPG = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SSE = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"

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
    M("service stopped in DR", CAPACITY, dr_workloads, edit(TARGET, "web-scaling", minCapacity=0)),
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

PINNED = (
    M("alarm that pages the other region", REGION, dr,
      add("aws:cloudwatch/metricAlarm:MetricAlarm", "lag", alarmActions=["arn:aws:sns:us-east-1:123456789012:pager"])),
    M("image of the other region's registry", REGION, dr_workloads,
      edit("aws:ecs/taskDefinition:TaskDefinition", "web-task",
           containerDefinitions='[{"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1"}]')),
    M("endpoint of the other region", REGION, dr,
      add("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", vpcEndpointType="Gateway", serviceName="com.amazonaws.us-east-1.s3")),
    M("variable that sets the other region", REGION, dr_workloads,
      edit("aws:ecs/taskDefinition:TaskDefinition", "web-task",
           containerDefinitions='[{"environment": [{"name": "AWS_REGION", "value": "us-east-1"}]}]')),
)  # fmt: skip
COPIED = (
    M(
        "KMS objects left out",
        REPLICATION,
        primary,
        both(
            replicated(),
            add(SSE, "sse", bucket="b", rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}]),
        ),
    ),
    M("a source without versions", REPLICATION, primary, replicated(versions="Suspended")),
    M("a role that S3 may not assume", REPLICATION, primary, replicated(service="ec2")),
)
ONCE = (
    M("edge domain on the DR side", GLOBALS, dr, add("aws:apigateway/domainName:DomainName", "api",
      domainName="api.example.com", endpointConfiguration={"types": "EDGE"})),
    M("service-linked role on the DR side", GLOBALS, dr,
      add("aws:iam/serviceLinkedRole:ServiceLinkedRole", "ecs", awsServiceName="ecs.amazonaws.com")),
    M("AppSync domain on the DR side", GLOBALS, dr,
      add("aws:appsync/domainName:DomainName", "g", domainName="g.example.com")),
)  # fmt: skip
RUNNERS = (
    M("worker that is off and runs", RUNNER, dr_workloads, worker_off),
    M("worker that is off, with a task by count", RUNNER, dr_workloads, both(
        worker_off, edit(TARGET, "worker-scaling", minCapacity=0), option(SERVICE, "worker-service", ignored=[]))),
    M("schedule of a worker that is off", RUNNER, dr_workloads, both(
        worker_off, edit(TARGET, "worker-scaling", minCapacity=0),
        add("aws:cloudwatch/eventRule:EventRule", "n", name="n", scheduleExpression="rate(1 day)"),
        add("aws:ssm/parameter:Parameter", "n", name="/myapp/prod/standby/schedules/n", value="rule=n service=worker"))),
)  # fmt: skip
