"""What a load balancer is called and lives in: DNS name and hosted zone as AWS gives them; listeners without TLS.

Sources: AWS General Reference, "Elastic Load Balancing endpoints and quotas" (hosted zone IDs of application load
balancers, second-hand from hashicorp/terraform-provider-aws, internal/service/elb/hosted_zone_id_data_source.go);
ELB user guide: the name of an internal load balancer begins with `internal-`; ELB API reference, CreateListener: a
security policy belongs to HTTPS and TLS listeners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.elbv2.models import FakeListener, FakeLoadBalancer

from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

SECURE = ("HTTPS", "TLS")
ZONES = {
    "af-south-1": "Z268VQBMOI5EKX",
    "ap-east-1": "Z3DQVH9N71FHZ0",
    "ap-northeast-1": "Z14GRHDCWA56QT",
    "ap-northeast-2": "ZWKZPGTI48KDX",
    "ap-northeast-3": "Z5LXEXXYW11ES",
    "ap-south-1": "ZP97RAFLXTNZK",
    "ap-southeast-1": "Z1LMS91P8CMLE5",
    "ap-southeast-2": "Z1GM3OXH4ZPM65",
    "ca-central-1": "ZQSVJUPU6J1EY",
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-north-1": "Z23TAZ6LKFMNIO",
    "eu-south-1": "Z3ULH7SSC9OV64",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
    "eu-west-3": "Z3Q77PNBQS71R4",
    "me-south-1": "ZS929ML54UICD",
    "sa-east-1": "Z2P70J7HTTTPLU",
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
}
_made, _listening = FakeLoadBalancer.__init__, FakeListener.__init__


def _in_its_zone(balancer: FakeLoadBalancer, *arguments: Any, **named: Any) -> None:
    """moto puts every load balancer into one made-up zone; one of a region that is not listed stays there."""
    _made(balancer, *arguments, **named)
    region = balancer.arn.split(":")[3]
    balancer.canonical_hosted_zone_id = ZONES.get(region, balancer.canonical_hosted_zone_id)
    if balancer.scheme == "internal":
        balancer.dns_name = f"internal-{balancer.dns_name}"


def _without_policy_of_tls(listener: FakeListener, *arguments: Any, **named: Any) -> None:
    """moto gives every listener a security policy."""
    _listening(listener, *arguments, **named)
    if listener.protocol not in SECURE:
        setattr(listener, "ssl_policy", None)  # noqa: B010  # moto's type wants a text


CORRECTIONS: tuple[Correction, ...] = (
    (FakeLoadBalancer, "__init__", _in_its_zone),
    (FakeListener, "__init__", _without_policy_of_tls),
)


def install(_: Context) -> None:
    """Correct moto's load balancers in place."""
    put_in_place(CORRECTIONS)
