"""A public load balancer as the way in: its name, its listener on 443, and the certificate that TLS is answered with.

Sources: ELB user guide, "SSL certificates for your Application Load Balancer" (the certificate whose name fits the
client's host is chosen by SNI, the default one where none fits), "Schemes" (an internal one has private addresses).
Approximations: certificates of ACM only; no security groups, no listener on another port, IPv4 only.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from moto.elbv2.models import elbv2_backends

from lab.emulator.engine.probe.hops import NO_CONNECTION, BrokenChainError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from moto.acm.models import CertBundle
    from moto.elbv2.models import ELBv2Backend, FakeListener, FakeLoadBalancer

HTTPS_PORT = 443
_NAME = re.compile(r"^(?:dualstack\.)?(?P<name>[^.]+\.(?P<region>[^.]+)\.elb\.amazonaws\.com)$")


def find_balancer(target: str) -> tuple[ELBv2Backend, FakeLoadBalancer] | None:
    """The backend and load balancer that ``target`` names, in whatever account; None if none does."""
    if not (found := _NAME.match(target.lower().rstrip("."))):
        return None
    for account in elbv2_backends.values():
        backend = account[found["region"]]
        for balancer in backend.load_balancers.values():
            if balancer.dns_name.lower() == found["name"]:
                return backend, balancer
    return None


def is_balancer_name(target: str) -> bool:
    """Whether ``target`` looks like the name of an application load balancer."""
    return bool(_NAME.match(target.lower().rstrip(".")))


def enter_balancer(balancer: FakeLoadBalancer, host: str, issued: Iterable[CertBundle]) -> FakeListener:
    """The listener that answers ``https://host`` at ``balancer``; raises BrokenChainError where none can."""
    name = balancer.dns_name
    if balancer.scheme == "internal":
        raise BrokenChainError(NO_CONNECTION, "load-balancer", f"{name} is internal: the public cannot reach it")
    listener = next((one for one in balancer.listeners.values() if int(one.port) == HTTPS_PORT), None)
    if listener is None:
        raise BrokenChainError(NO_CONNECTION, "load-balancer", f"nothing listens on port {HTTPS_PORT} of {name}")
    if listener.protocol != "HTTPS":
        raise BrokenChainError(
            NO_CONNECTION, "certificate", f"TLS fails: port {HTTPS_PORT} of {name} speaks {listener.protocol}"
        )
    _check_certificates(listener, host, {one.arn: one for one in issued})
    return listener


def _check_certificates(listener: Any, host: str, known: dict[str, CertBundle]) -> None:
    """One of the listener's certificates must fit ``host`` and be valid: the default one, or one that SNI chooses."""
    arns = list(dict.fromkeys([listener.certificate, *(listener.certificates or [])]))
    fitting = [known[arn] for arn in arns if arn in known and covers(known[arn], host)]
    if any(one.status == "ISSUED" for one in fitting):
        return
    if fitting:
        raise BrokenChainError(
            NO_CONNECTION, "certificate", f"TLS fails: the certificate of {host} is {fitting[0].status}"
        )
    names = sorted({name for arn in arns if arn in known for name in names_of(known[arn])})
    raise BrokenChainError(
        NO_CONNECTION,
        "certificate",
        f"TLS fails: no certificate of the listener is for {host}; they are for {', '.join(names) or 'nothing'}",
    )


def names_of(certificate: CertBundle) -> tuple[str, ...]:
    """The host names that ``certificate`` is for."""
    return (str(certificate.common_name), *(str(name) for name in certificate.sans or ()))


def covers(certificate: CertBundle, host: str) -> bool:
    """Whether ``certificate`` is for ``host``; a wildcard stands for one label."""
    wanted = host.lower()
    return any(
        fnmatchcase(wanted, name.lower()) and wanted.count(".") == name.count(".") for name in names_of(certificate)
    )
