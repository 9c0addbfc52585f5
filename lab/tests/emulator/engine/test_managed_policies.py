from __future__ import annotations

from typing import Any

from moto.iam.models import IAMBackend

from lab.emulator.engine import managed_policies

EXECUTION = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


def test_aws_managed_policies_are_there_before_and_after_a_reset(emulator: Any) -> None:
    iam = emulator.client("iam")
    for _ in range(2):
        assert iam.get_policy(PolicyArn=EXECUTION)["Policy"]["IsAttachable"] is True
        emulator.control("POST", "reset")


def test_attachments_are_counted_afresh_after_a_reset(emulator: Any) -> None:
    iam = emulator.client("iam")
    iam.create_role(RoleName="execution", AssumeRolePolicyDocument="{}")
    iam.attach_role_policy(RoleName="execution", PolicyArn=EXECUTION)
    assert iam.get_policy(PolicyArn=EXECUTION)["Policy"]["AttachmentCount"] == 1
    emulator.control("POST", "reset")
    assert iam.get_policy(PolicyArn=EXECUTION)["Policy"]["AttachmentCount"] == 0


def test_other_partitions_get_none() -> None:
    managed_policies.correct()
    assert len(IAMBackend("aws", "123456789012").aws_managed_policies) > 1000
    assert IAMBackend("aws-cn", "123456789012").aws_managed_policies == []
