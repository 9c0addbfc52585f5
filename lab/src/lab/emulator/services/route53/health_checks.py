"""Route 53 health checks: the name that is sent at the TLS handshake.

Source: Terraform AWS provider documentation, aws_route53_health_check, `enable_sni`: Route 53's own default is true for
the type HTTPS and false for every other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.route53.models import HealthCheck

from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("route53", "CreateHealthCheck"): ("approximated", "moto's; nobody is ever asked"),
}
_made = HealthCheck.__init__


def _with_sni(check: HealthCheck, health_check_id: str, caller_reference: str, wanted: dict[str, Any]) -> None:
    """moto sends no name unless asked to."""
    _made(check, health_check_id, caller_reference, wanted)
    if wanted.get("enable_sni") is None:
        check.enable_sni = str(check.type_).startswith("HTTPS")


CORRECTIONS: tuple[Correction, ...] = ((HealthCheck, "__init__", _with_sni),)


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Correct moto's health checks in place."""
    put_in_place(CORRECTIONS)
