from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.emulator.services import kms as lab_kms


@pytest.fixture
def kms(emulator: Any) -> Any:
    return emulator.client("kms", "us-west-2")


def state(kms: Any, key: str) -> str:
    return str(kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"])


def test_a_keys_state_is_changed_by_its_arn(kms: Any) -> None:
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=arn)
    assert state(kms, arn) == "Disabled"
    kms.enable_key(KeyId=arn)
    assert state(kms, arn) == "Enabled"
    kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=7)
    assert state(kms, arn) == "PendingDeletion"
    kms.cancel_key_deletion(KeyId=arn)
    assert state(kms, arn) == "Disabled"


def test_a_symmetric_key_encrypts_and_does_not_sign(kms: Any) -> None:
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    secret = kms.encrypt(KeyId=key, Plaintext=b"hello")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=secret)["Plaintext"] == b"hello"
    with pytest.raises(ClientError, match="must point to a key with usage: 'SIGN_VERIFY'"):
        kms.sign(KeyId=key, Message=b"x", SigningAlgorithm="RSASSA_PSS_SHA_256")


def test_an_asymmetric_key_has_its_pair(kms: Any) -> None:
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    signed = kms.sign(KeyId=key, Message=b"x", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    assert kms.verify(KeyId=key, Message=b"x", Signature=signed, SigningAlgorithm="ECDSA_SHA_256")["SignatureValid"]


def test_only_asymmetric_specs_get_a_key_pair() -> None:
    assert isinstance(lab_kms.private_key("SYMMETRIC_DEFAULT"), lab_kms.NoKeyPair)
    assert len(lab_kms.private_key("ECC_NIST_P256").public_key()) > 64


@pytest.mark.parametrize("multi", [False, True])
def test_a_key_says_whether_it_is_multi_region(emulator: Any, multi: bool) -> None:
    kms = emulator.client("kms", "us-west-2")
    key = kms.create_key(**({"MultiRegion": True} if multi else {}))["KeyMetadata"]
    assert key["MultiRegion"] is multi
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["MultiRegion"] is multi
    assert key["KeyId"].startswith("mrk-") is multi


def test_the_period_of_rotation_is_told(emulator: Any) -> None:
    kms = emulator.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert "RotationPeriodInDays" not in kms.get_key_rotation_status(KeyId=key)
    kms.enable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 365
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 180
