"""An existing VPC and entrance, with a database, a failover contract and a promotion role from standby's components.

One stack for each region. Everything but the database exists already: its IDs come from the stack's configuration, and
the entrance's values from the file that `standby contract discover` wrote.
"""

from pathlib import Path

import pulumi
import pulumi_aws as aws
import yaml

from components import (
    Capacity,
    Database,
    DatabaseArgs,
    DatabaseSettings,
    Encryption,
    EncryptionArgs,
    FailoverContract,
    FailoverContractArgs,
    Names,
    PromotionRole,
    PromotionRoleArgs,
)

config = pulumi.Config()
region, peer = aws.get_region().region, config.require("peerRegion")
account, partition = aws.get_caller_identity().account_id, aws.get_partition().partition
# the suffix keeps IAM names apart; the stack without one owns what the pair has only once
names = Names(config.require("app"), config.require("environment"), region, config.get("nameSuffix") or "")

key = Encryption("key", EncryptionArgs(names, account, partition))
database = Database(
    "database",
    DatabaseArgs(
        names=names,
        account_id=account,
        partition=partition,
        peer_region=peer,
        settings=DatabaseSettings(),
        capacity=Capacity(instances=1, min_acu=None, max_acu=None),
        is_secondary=not names.founder,
        source_region=None if names.founder else peer,
        protect=config.require_bool("protect"),
        vpc_id=config.require("vpcId"),
        subnet_ids=config.require_object("subnetIds"),
        key_arn=key.key_arn,
        client_security_group_id=config.require("clientSecurityGroupId"),
    ),
)

# what the existing entrance and services are; the database's part is ours
entrance = yaml.safe_load(Path(config.require("contract")).read_text())
services = {name: value for name, value in entrance.items() if name.startswith("services/")}
contract = {
    **{name: value for name, value in entrance.items() if name not in services},
    "database/global-cluster": names.of("global-cluster"),
    "database/cluster": database.cluster_id,
    "database/cluster-arn": database.cluster_arn,
    "database/min-acu": "-",
}
role = PromotionRole("promotion", PromotionRoleArgs(names, account, partition, [], contract))
FailoverContract("contract", FailoverContractArgs(names, {**contract, "iam/promotion-role-arn": role.arn}))
for name, value in services.items():
    aws.ssm.Parameter(name.replace("/", "-"), name=f"{names.contract_path}/{name}", type="String", value=value)

pulumi.export("databaseEndpoint", database.endpoint)
pulumi.export("promotionRoleArn", role.arn)
