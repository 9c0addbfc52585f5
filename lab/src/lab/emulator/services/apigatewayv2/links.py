"""The life of a VPC link: PENDING → AVAILABLE → INACTIVE after 60 days without traffic → PENDING on the next request.

Source: API Gateway developer guide, "Set up VPC links V2 in API Gateway": 60 days without traffic make a link
INACTIVE and delete its interfaces; requests that depend on it fail; when requests resume it is provisioned again,
which can take a few minutes. The 60 days are days of the lab's clock in every profile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.emulator.engine.clock import Transition
    from lab.emulator.engine.context import Context

IDLE_SECONDS = 60 * 86400.0
STATUSES = ("PENDING", "AVAILABLE", "INACTIVE", "FAILED")
_MESSAGES = {
    "PENDING": "VPC link is provisioning ENIs",
    "AVAILABLE": "VPC link is ready to route traffic",
    "INACTIVE": "VPC link is inactive: no traffic in the last 60 days",
    "FAILED": "VPC link provisioning failed",
    "DELETING": "VPC link is deprovisioning ENIs",
}


@dataclass
class LinkLife:
    """One link. ``provisioning`` runs while it is PENDING; ``used`` is the lab time of its last traffic."""

    used: float
    provisioning: Transition | None = None
    forced: str | None = None


@dataclass
class LinkBook:
    """The links of the lab, by VPC link ID."""

    context: Context
    lives: dict[str, LinkLife] = field(default_factory=dict)

    def clear(self) -> None:
        self.lives.clear()

    def provision(self, link: str, wait: str = "apigatewayv2.vpc-link") -> None:
        """Start (again) to provision ``link``."""
        clock = self.context.clock
        life = self.lives.setdefault(link, LinkLife(clock.now()))
        life.forced, life.used = None, clock.now()
        life.provisioning = clock.after(wait, lambda: None, f"VPC link {link} AVAILABLE")

    def force(self, link: str, status: str) -> None:
        """Put ``link`` into ``status`` (a test's or drill's wish)."""
        life = self.lives.setdefault(link, LinkLife(self.context.clock.now()))
        if status == "AVAILABLE":
            life.forced, life.provisioning, life.used = None, None, self.context.clock.now()
        elif status == "PENDING":
            self.provision(link)
        else:
            life.forced = status

    def status(self, link: str) -> str:
        """The link's status now; a link that this book has never seen is as good as new."""
        now = self.context.clock.now()
        life = self.lives.setdefault(link, LinkLife(now))
        if life.forced:
            return life.forced
        if life.provisioning is not None and not life.provisioning.done and now < life.provisioning.due:
            return "PENDING"
        return "INACTIVE" if now - life.used >= IDLE_SECONDS else "AVAILABLE"

    def message(self, link: str) -> str:
        return _MESSAGES[self.status(link)]

    def traffic(self, link: str) -> str:
        """A request comes through ``link``: returns the status it met; an inactive link starts to come back."""
        met = self.status(link)
        if met == "AVAILABLE":
            self.lives[link].used = self.context.clock.now()
        elif met == "INACTIVE":
            self.provision(link, "apigatewayv2.link-reactivate")
        return met
