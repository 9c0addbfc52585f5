"""Certificates that are issued when their validation record can be resolved, on the clock.

PENDING_VALIDATION → ISSUED once the CNAME of every name is in a public zone (whatever account) and ``acm.validation``
is over. ``POST /_lab/certificate {arn, status}`` forces a status. Source: ACM user guide, "DNS validation".
Approximations: one validation value for all certificates of the lab (AWS: one per name and account), no e-mail
validation, no time-out after 72 hours.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import rsa
from moto.acm.models import CertBundle, acm_backends

from lab.emulator.engine.context import installed
from lab.emulator.engine.control import ControlError
from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.emulator.engine.clock import Transition
    from lab.emulator.engine.context import Context
    from lab.emulator.engine.control import ControlRequest
    from lab.emulator.services.route53.zones import ZoneBook

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("acm", "RequestCertificate"): (
        "approximated",
        "issued once its CNAME resolves; no e-mail validation, no time-out",
    ),
    ("acm", "DescribeCertificate"): ("emulated", "status follows the zones and the clock"),
}
STATUSES = ("PENDING_VALIDATION", "ISSUED", "INACTIVE", "EXPIRED", "VALIDATION_TIMED_OUT", "REVOKED", "FAILED")


class Validations:
    """Validations under way, by certificate ARN, and what looks at the zones."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.running: dict[str, Transition] = {}

    def look(self) -> None:
        """Start the validation of every pending certificate whose records have turned up."""
        for certificate in certificates():
            self.look_at(certificate)

    def look_at(self, certificate: CertBundle) -> None:
        """Start the validation of ``certificate`` if its records are there and it has not begun."""
        if certificate.type != "AMAZON_ISSUED" or certificate.status != "PENDING_VALIDATION":
            return
        if certificate.arn in self.running or not self._resolvable(certificate):
            return

        def issue() -> None:
            if certificate.status == "PENDING_VALIDATION":
                certificate.status = "ISSUED"

        label = f"certificate of {certificate.common_name} ISSUED"
        self.running[certificate.arn] = self.context.clock.after("acm.validation", issue, label)

    def _resolvable(self, certificate: CertBundle) -> bool:
        zones: ZoneBook = self.context.state["route53"]
        options = certificate.describe()["Certificate"]["DomainValidationOptions"]
        for record in (option["ResourceRecord"] for option in options):
            found = zones.resolve(record["Name"], "CNAME")
            if found is None or record["Value"].rstrip(".") not in {value.rstrip(".") for value in found.values}:
                return False
        return True


def certificates() -> Iterator[CertBundle]:
    """Every certificate of every account and region."""
    for account in acm_backends.values():
        for backend in account.values():
            yield from backend._certificates.values()


def _check(certificate: CertBundle) -> None:
    """moto issues a certificate when it is first looked at."""
    validations: Validations = installed().state["acm"]
    validations.look_at(certificate)


_whole_check = CertBundle.validate_pk
_good_keys: dict[bytes, object] = {}


def _validate_pk(certificate: CertBundle) -> object:
    """The key, checked once: that takes longer than all the rest of a request."""
    if certificate.key not in _good_keys:
        _good_keys[certificate.key] = _whole_check(certificate)
    return _good_keys[certificate.key]


CORRECTIONS: tuple[Correction, ...] = (
    (CertBundle, "check", _check),
    (CertBundle, "validate_pk", _validate_pk),
    # one key for all certificates, which nobody sees: making it takes even longer
    (rsa, "generate_private_key", cache(rsa.generate_private_key)),
)


def install(context: Context) -> None:
    """Extend moto's ACM for ``context``; Route 53 must be installed before."""
    validations = context.state["acm"] = Validations(context)
    context.on_reset(validations.running.clear)
    zones: ZoneBook = context.state["route53"]
    zones.on_sync.append(validations.look)

    put_in_place(CORRECTIONS)

    def steer(request: ControlRequest) -> object:
        arn, status = request.required("arn"), request.required("status")
        if status not in STATUSES:
            raise ControlError(f"status {status!r} is unknown: one of {', '.join(STATUSES)} is required")
        for certificate in certificates():
            if certificate.arn == arn:
                certificate.status = status
                return {"arn": arn, "status": status}
        raise ControlError(f"there is no certificate {arn!r}; there are {[one.arn for one in certificates()]}", 404)

    context.control.route("POST", "/_lab/certificate", steer)
