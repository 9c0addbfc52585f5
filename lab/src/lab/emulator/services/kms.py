"""KMS: keys are made at once, and every operation takes the ARN that AWS takes.

moto makes an RSA key pair (0.1 s) for each symmetric key, trips over ARNs where it changes a key's state, and leaves
MultiRegion out for ordinary keys.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from moto.kms import models
from moto.kms.exceptions import ValidationException
from moto.kms.models import Key, KmsBackend
from moto.kms.responses import KmsResponse
from moto.kms.utils import AbstractPrivateKey, generate_private_key

from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.emulator.engine.context import Context

WITHOUT_KEY_PAIR = ("SYMMETRIC_DEFAULT", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512")
_BY_KEY = ("disable_key", "enable_key", "cancel_key_deletion", "schedule_key_deletion")
_ORIGINAL: dict[str, Callable[..., Any]] = {name: getattr(KmsBackend, name) for name in _BY_KEY}
_to_dict = Key.to_dict
_enable_rotation, _rotation_status = KmsResponse.enable_key_rotation, KmsResponse.get_key_rotation_status
ROTATION_DAYS = 365  # KMS API reference, EnableKeyRotation: RotationPeriodInDays, default 365

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("kms", "CreateKey"): ("approximated", "usable at once; grants are stored and not enforced"),
    ("kms", "DescribeKey"): ("emulated", "MultiRegion is always told"),
    ("kms", "DisableKey"): ("approximated", "moto's, by identifier or ARN; clusters that use the key stay up"),
    ("kms", "EnableKey"): ("emulated", "moto's, by identifier or ARN"),
    ("kms", "ScheduleKeyDeletion"): ("approximated", "moto's, by identifier or ARN; the key is never really deleted"),
    ("kms", "EnableKeyRotation"): ("approximated", "moto's, with a period; keys are never rotated by themselves"),
    ("kms", "GetKeyRotationStatus"): ("approximated", "moto's, with the period of 365 days unless another was set"),
    ("kms", "CancelKeyDeletion"): ("emulated", "moto's, by identifier or ARN"),
}


class NoKeyPair(AbstractPrivateKey):
    """Stands where a symmetric key has no key pair; AWS refuses to sign with one."""

    def sign(self, message: bytes, signing_algorithm: str) -> bytes:
        raise self._refusal(message, signing_algorithm)

    def verify(self, message: bytes, signature: bytes, signing_algorithm: str) -> bool:
        raise self._refusal(message, signature, signing_algorithm)

    def public_key(self) -> bytes:
        raise self._refusal()

    @staticmethod
    def _refusal(*_: object) -> ValidationException:
        return ValidationException("The key is symmetric: it has no public key and doesn't sign.")


def private_key(key_spec: str) -> AbstractPrivateKey:
    """A key pair for the specs that have one."""
    return NoKeyPair() if key_spec in WITHOUT_KEY_PAIR else generate_private_key(key_spec)


def _taking_arns(name: str) -> Callable[..., Any]:
    def by_identifier(self: KmsBackend, key_id: str, *more: Any, **named: Any) -> Any:
        return _ORIGINAL[name](self, self.get_key_id(key_id), *more, **named)

    return by_identifier


def _to_dict_with_multi_region(self: Key) -> dict[str, Any]:
    shown = _to_dict(self)
    shown["KeyMetadata"]["MultiRegion"] = bool(self.multi_region)
    return shown


def _enable_rotation_with_period(self: KmsResponse) -> str:
    """moto drops the period."""
    answer = _enable_rotation(self)
    key: Any = self.kms_backend.keys[self.kms_backend.get_key_id(self._get_param("KeyId"))]
    key.rotation_period = self._get_param("RotationPeriodInDays") or getattr(key, "rotation_period", ROTATION_DAYS)
    return answer


def _rotation_with_period(self: KmsResponse) -> str:
    told = json.loads(_rotation_status(self))
    key = self.kms_backend.keys[self.kms_backend.get_key_id(self._get_param("KeyId"))]
    told["KeyId"] = key.id
    if told["KeyRotationEnabled"]:
        told["RotationPeriodInDays"] = getattr(key, "rotation_period", ROTATION_DAYS)
    return json.dumps(told)


CORRECTIONS: tuple[Correction, ...] = (
    (models, "generate_private_key", private_key),
    (Key, "to_dict", _to_dict_with_multi_region),
    (KmsResponse, "enable_key_rotation", _enable_rotation_with_period),
    (KmsResponse, "get_key_rotation_status", _rotation_with_period),
    *((KmsBackend, name, _taking_arns(name)) for name in _BY_KEY),
)


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Correct moto's KMS in place."""
    put_in_place(CORRECTIONS)
