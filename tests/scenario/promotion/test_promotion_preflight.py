"""What the preflight refuses on the lab, in which words; and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion import seed_pair as seeding
from tests.scenario.promotion.runs import ANSWERED, Promoter, assert_promoted, mutating_calls, promotions
from tests.scenario.promotion.seed_pair import PATH, RECORD, STEM, Pair, cluster_name

pytestmark = pytest.mark.scenario
Factory = Callable[..., Any]
DR = "us-west-2"


def headless(aws: Factory, _pair: Pair) -> None:
    aws("rds", DR).delete_db_instance(DBInstanceIdentifier=f"{cluster_name(DR)}-1", SkipFinalSnapshot=True)


def missing_service(aws: Factory, _pair: Pair) -> None:
    aws("ecs", DR).delete_service(cluster=STEM, service="worker-01", force=True)


def low_maximum(aws: Factory, _pair: Pair) -> None:
    aws("application-autoscaling", DR).register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{STEM}/api",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=1,
        MaxCapacity=3,
    )


def certificate_pending(aws: Factory, _pair: Pair) -> None:
    arn = aws("acm", DR).request_certificate(DomainName="other.example.com", ValidationMethod="DNS")["CertificateArn"]
    put(aws, "ingress/certificate-arn", arn)


def record_protected(aws: Factory, pair: Pair) -> None:
    aws("route53").create_resource_record_set_protections(
        HostedZoneId=pair.zone_id, Protections=[{"RecordName": RECORD, "RecordType": "A", "Comment": "hands off"}]
    )


def contract_missing(aws: Factory, _pair: Pair) -> None:
    aws("ssm", DR).delete_parameter(Name=f"{PATH}/dns/zone-id")


def contract_of_another_app(aws: Factory, _pair: Pair) -> None:
    put(aws, "app", "otherapp")


def contract_of_another_account(aws: Factory, pair: Pair) -> None:
    arn = pair.dr.values["database/cluster-arn"].replace("123456789012", "210987654321")
    put(aws, "database/cluster-arn", arn)


def weighted_record(aws: Factory, pair: Pair) -> None:
    client = aws("route53")
    (record,) = (
        found
        for found in client.list_resource_record_sets(HostedZoneId=pair.zone_id)["ResourceRecordSets"]
        if found["Type"] == "A"
    )
    weighted = {**record, "SetIdentifier": "half", "Weight": 50}
    changes = [{"Action": "DELETE", "ResourceRecordSet": record}, {"Action": "CREATE", "ResourceRecordSet": weighted}]
    client.change_resource_record_sets(HostedZoneId=pair.zone_id, ChangeBatch={"Changes": changes})


def put(aws: Factory, key: str, value: str) -> None:
    aws("ssm", DR).put_parameter(Name=f"{PATH}/{key}", Value=value, Type="String", Overwrite=True)


@pytest.mark.parametrize(
    ("spoil", "check", "words"),
    [
        (headless, "instance", "is headless: it has no instance"),
        (missing_service, "services", "worker-01("),
        (low_maximum, "capacity", "api(max 3, production 6)"),
        (certificate_pending, "certificate", "is PENDING_VALIDATION; ISSUED is required"),
        (record_protected, "protection", f"{RECORD} A is protected"),
        (contract_missing, "contract", "keys are missing: dns/zone-id"),
        (contract_of_another_app, "contract", "app is 'otherapp', but 'myapp' is required"),
        (contract_of_another_account, "credentials", "these credentials are of account 123456789012"),
        (weighted_record, "record", "has a routing policy (set identifier half)"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_it_refuses_with_the_right_words(
    spoil: Callable[[Factory, Pair], None],
    check: str,
    words: str,
    lab: Emulator,
    aws: Factory,
    pair: Pair,
    promote: Promoter,
) -> None:
    spoil(aws, pair)
    lab.client.forget_calls()

    run = promote(*ANSWERED)

    assert run.code == 3, run.err
    (line,) = [text for text in run.err.splitlines() if text.startswith("refuse")]
    assert line.split()[1] == check
    assert words in line
    assert "fix: " in run.err.split(line)[1].splitlines()[1]
    assert f"Preflight refuses: {check}" in run.err
    assert mutating_calls(lab) == []


@pytest.mark.usefixtures("pair")
def test_an_inactive_link_is_refused(lab: Emulator, promote: Promoter) -> None:
    lab.client.advance(61 * 86400)
    run = promote("--preflight-only")
    assert run.code == 3, run.err
    assert "is INACTIVE" in run.err
    assert "60 days without traffic" in run.err
    assert promote("--preflight-only").code == 0, "the first preflight's request wakes the link"


@pytest.mark.usefixtures("pair")
def test_another_engine_version_is_refused_and_detach_goes_round(
    lab: Emulator, aws: Factory, promote: Promoter
) -> None:
    aws("rds", DR).modify_db_cluster(
        DBClusterIdentifier=cluster_name(DR),
        EngineVersion="16.9",
        ApplyImmediately=True,
        AllowMajorVersionUpgrade=False,
    )
    run = promote(*ANSWERED)
    assert run.code == 3, run.err
    assert "runs 16.9, the global cluster 16.8" in run.err
    assert "promote with --mode detach" in run.err
    assert promotions(lab) == 0

    detached = promote("--mode", "detach", *ANSWERED)
    assert detached.code == 0, detached.err


def test_already_the_writer_offers_to_go_on_with_the_rest(
    lab: Emulator, aws: Factory, pair: Pair, promote: Promoter
) -> None:
    aws("rds", DR).failover_global_cluster(
        GlobalClusterIdentifier=seeding.GLOBAL,
        TargetDbClusterIdentifier=pair.dr.values["database/cluster-arn"],
        AllowDataLoss=True,
    )
    run = promote(*ANSWERED)
    assert run.code == 3, run.err
    assert "is the writer already" in run.err
    assert "--force already-writer" in run.err

    rest = promote("--force", "already-writer", *ANSWERED)
    assert rest.code == 0, rest.err
    assert "Overruled by --force: already-writer" in rest.out
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1


def test_a_forced_check_stands_in_the_journal(aws: Factory, pair: Pair, promote: Promoter) -> None:
    low_maximum(aws, pair)
    run = promote("--force", "capacity", *ANSWERED)
    (journal,) = run.reports.glob("*.jsonl")
    assert '"forced":"capacity"' in journal.read_text().splitlines()[0]


@pytest.mark.parametrize("mode", ["refuse", "hang", "5xx"])
@pytest.mark.usefixtures("pair")
def test_a_dead_dr_region_costs_bounded_seconds(mode: str, lab: Emulator, promote: Promoter) -> None:
    lab.client.outage(DR, mode)
    run = promote("--preflight-only", environ={"STANDBY_READ_SECONDS": "2"})
    lab.client.heal()
    assert run.code == 3, run.err
    assert "cannot be read: aws " in run.err
    assert run.seconds < 60
