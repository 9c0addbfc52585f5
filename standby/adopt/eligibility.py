"""Whether a cluster can become the primary of a global database of this program: one row per question, pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from standby.adopt.facts import Facts

ENGINE = "aurora-postgresql"
PORT = 5432
LEAST_ACU = 0.5
LOGICAL = "rds.logical_replication"


@dataclass(frozen=True)
class Verdict:
    """The answer to one question: `no` stops an adoption, `note` is to be known before it."""

    question: str
    answer: Literal["yes", "no", "note"]
    found: str
    todo: str = ""


def blocking(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Those that stop an adoption."""
    return tuple(one for one in verdicts if one.answer == "no")


def judge(facts: Facts, peer_region: str, own_secondary: str) -> tuple[Verdict, ...]:
    """Every question with its answer, in the order in which a person would ask.

    Args:
        own_secondary: identifier of the cluster that the DR stack makes; once it is there, an adoption is merely over.

    Sources: Amazon Aurora user guide, "Configuration requirements of an Amazon Aurora global database", "Password
    management with Amazon Aurora and AWS Secrets Manager", "Using Aurora Serverless v2 … global databases".
    """
    return (
        *_state(facts),
        *_storage(facts),
        *_password(facts),
        *_instances(facts, peer_region),
        *_membership(facts, peer_region, own_secondary),
        *_replication(facts),
    )


def _state(facts: Facts) -> Iterator[Verdict]:
    cluster, name = facts.cluster, facts.identifier
    engine, mode = str(cluster["Engine"]), str(cluster.get("EngineMode", "provisioned"))
    yield _verdict(
        "engine",
        (engine, mode) == (ENGINE, "provisioned"),
        f"{engine} {cluster['EngineVersion']}, {mode}",
        f"engine {ENGINE} in mode provisioned is required; migrate to it first, for example by AWS DMS or a snapshot",
    )
    yield _verdict(
        "status",
        cluster["Status"] == "available",
        str(cluster["Status"]),
        f"`available` is required; wait, then run this again: aws rds wait db-cluster-available "
        f"--db-cluster-identifier {name}",
    )
    yield _verdict(
        "port", int(cluster.get("Port") or PORT) == PORT, str(cluster.get("Port")), _modify(name, f"--port {PORT}")
    )


def _storage(facts: Facts) -> Iterator[Verdict]:
    encrypted, name = bool(facts.cluster.get("StorageEncrypted")), facts.identifier
    restore = (
        "copy a snapshot with a key of yours and restore it: aws rds copy-db-cluster-snapshot --kms-key-id <key>, then "
        "aws rds restore-db-cluster-from-snapshot; writes after the snapshot are not in it, so stop them first. Adopt "
        f"the restored cluster instead of {name}"
    )
    yield _verdict("storage encrypted", encrypted, "yes" if encrypted else "no", f"encryption is required; {restore}")
    if encrypted:
        yield _verdict(
            "key of your own",
            facts.key_manager == "CUSTOMER",
            f"{facts.cluster.get('KmsKeyId')}, managed by {'you' if facts.key_manager == 'CUSTOMER' else 'AWS'}",
            f"a customer-managed key is required: nobody can change an AWS-managed one's policy, or copy its snapshots "
            f"to another account; {restore}",
        )


def _password(facts: Facts) -> Iterator[Verdict]:
    cluster, name, wanted = facts.cluster, facts.identifier, facts.secret_name
    managed = cluster.get("MasterUserSecret")
    yield _verdict(
        "master password not managed by RDS",
        not managed,
        f"managed, in {managed['SecretArn']}" if managed else "not managed",
        "RDS does not manage the password of a global database; store a password of your own in "
        f"{wanted!r}, then: " + _modify(name, "--no-manage-master-user-password --master-user-password <the same>"),
    )
    user = str(cluster.get("MasterUsername", ""))
    keys = ", ".join(facts.secret.keys) if facts.secret else ""
    fine = facts.secret is not None and {"username", "password"} <= set(facts.secret.keys)
    same = facts.secret is not None and facts.secret.username == user
    yield _verdict(
        "master secret",
        fine and same,
        f"{wanted}: {'JSON keys ' + keys if keys else 'no JSON object' if facts.secret else 'there is none'}"
        + ("" if not fine or same else f"; username is not {user!r}"),
        f"a secret in {facts.region} is required, which tasks read, with the text "
        f'{{"username": "{user}", "password": "…"}}: '
        f"aws secretsmanager create-secret --name {wanted} --secret-string file://<file>",
    )


def _instances(facts: Facts, peer_region: str) -> Iterator[Verdict]:
    classes = sorted({str(one["DBInstanceClass"]) for one in facts.instances})
    names = ", ".join(f"{one['DBInstanceIdentifier']} ({one['DBInstanceClass']})" for one in facts.instances)
    yield _verdict(
        "instances of one class",
        len(classes) == 1,
        names or "none",
        "at least one instance, and all of one class, are required: config has one class for both regions; "
        "aws rds modify-db-instance --db-instance-identifier <instance> --db-instance-class <class>",
    )
    for region in (facts.region, peer_region):
        bad = [name for name in classes if not facts.capable.get(region, {}).get(name)]
        yield _verdict(
            f"class and version in {region}",
            not bad,
            f"{', '.join(classes)} with {facts.cluster['EngineVersion']}",
            f"RDS does not offer {', '.join(bad)} with this version for a global database in {region}: take a class of "
            "db.r5 or newer, or db.serverless, or upgrade first; aws rds describe-orderable-db-instance-options "
            f"--engine {ENGINE} --engine-version <version> --region {region}",
        )
    scaling = facts.cluster.get("ServerlessV2ScalingConfiguration")
    if scaling:
        least = float(scaling.get("MinCapacity", 0))
        yield _verdict(
            "serverless does not pause",
            least >= LEAST_ACU,
            f"at least {least:g} ACU",
            f"at least {LEAST_ACU} ACU is required in a global database; "
            + _modify(facts.identifier, "--serverless-v2-scaling-configuration MinCapacity=0.5,MaxCapacity=<most>"),
        )


def _membership(facts: Facts, peer_region: str, own_secondary: str) -> Iterator[Verdict]:
    source = facts.cluster.get("ReplicationSourceIdentifier")
    yield _verdict(
        "a writer of its own",
        not source,
        f"replicates {source}" if source else "yes",
        f"it must not be a replica; aws rds promote-read-replica-db-cluster --db-cluster-identifier {facts.identifier}",
    )
    members = [m for m in (facts.owner or {}).get("GlobalClusterMembers", []) if m["DBClusterArn"] != facts.arn]
    there = [m["DBClusterArn"] for m in members if f":{peer_region}:" in m["DBClusterArn"]]
    owner = (facts.owner or {}).get("GlobalClusterIdentifier")
    foreign = [arn for arn in there if not arn.endswith(f":{own_secondary}")]
    yield _verdict(
        f"no other secondary in {peer_region}",
        not foreign,
        f"{owner} has {there[0]}" if there else f"member of {owner}" if owner else "in no global database",
        "the DR stack makes the secondary; a pair that exists needs no components to be promoted: `standby contract "
        "discover`. Or remove that secondary first",
    )


def _replication(facts: Facts) -> Iterator[Verdict]:
    on = {**facts.instance_parameters, **facts.cluster_parameters}.get(LOGICAL, "0") in ("1", "on", "true")
    yield Verdict(
        "logical replication slots",
        "note" if on else "yes",
        f"{LOGICAL} is {'on' if on else 'off'}",
        "slots do not travel to another region: after a promotion their consumers are set up again from a snapshot. "
        "Look with `SELECT slot_name, slot_type, active FROM pg_replication_slots;` and drop those that nobody reads"
        if on
        else "",
    )


def _modify(name: str, options: str) -> str:
    return f"aws rds modify-db-cluster --db-cluster-identifier {name} {options} --apply-immediately"


def _verdict(question: str, fine: bool, found: str, todo: str) -> Verdict:
    return Verdict(question, "yes", found) if fine else Verdict(question, "no", found, todo)
