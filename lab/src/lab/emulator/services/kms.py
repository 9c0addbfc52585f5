"""KMS: keys are made at once, and every operation takes the ARN that AWS takes.

moto makes an RSA key pair (0.1 s) for each symmetric key, trips over ARNs where it changes a key's state, and leaves
MultiRegion out for ordinary keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.kms import models
from moto.kms.exceptions import ValidationException
from moto.kms.models import Key, KmsBackend
from moto.kms.utils import AbstractPrivateKey, generate_private_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.emulator.engine.context import Context

WITHOUT_KEY_PAIR = ("SYMMETRIC_DEFAULT", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512")
_BY_KEY = ("disable_key", "enable_key", "cancel_key_deletion", "schedule_key_deletion")
_ORIGINAL: dict[str, Callable[..., Any]] = {name: getattr(KmsBackend, name) for name in _BY_KEY}
_to_dict = Key.to_dict

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("kms", "CreateKey"): ("approximated", "usable at once; grants are stored and not enforced"),
    ("kms", "DescribeKey"): ("emulated", "MultiRegion is always told"),
    ("kms", "DisableKey"): ("approximated", "moto's, by identifier or ARN; clusters that use the key stay up"),
    ("kms", "EnableKey"): ("emulated", "moto's, by identifier or ARN"),
    ("kms", "ScheduleKeyDeletion"): ("approximated", "moto's, by identifier or ARN; the key is never really deleted"),
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


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Correct moto's KMS in place; installing twice changes nothing."""
    setattr(models, "generate_private_key", private_key)  # noqa: B010  # mypy refuses the plain assignment
    Key.to_dict = _to_dict_with_multi_region  # type: ignore[method-assign]
    for name in _BY_KEY:
        setattr(KmsBackend, name, _taking_arns(name))


def _to_dict_with_multi_region(self: Key) -> dict[str, Any]:
    shown = _to_dict(self)
    shown["KeyMetadata"]["MultiRegion"] = bool(self.multi_region)
    return shown
