"""IAM: dates as AWS tells them.

Source: IAM API reference, the examples of GetRole and GetPolicy: whole seconds (`2015-06-04T21:50:09Z`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from moto.iam.models import InstanceProfile, Policy, Role, User

from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {}


def _in_whole_seconds(made: Callable[..., None]) -> Callable[..., None]:
    def make(thing: Any, *arguments: Any, **named: Any) -> None:
        made(thing, *arguments, **named)
        for name in ("create_date", "update_date"):
            if getattr(thing, name, None) is not None:
                setattr(thing, name, getattr(thing, name).replace(microsecond=0))

    return make


CORRECTIONS: tuple[Correction, ...] = tuple(
    (kind, "__init__", _in_whole_seconds(vars(kind)["__init__"])) for kind in (Role, User, Policy, InstanceProfile)
)


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Correct moto's IAM in place."""
    put_in_place(CORRECTIONS)
