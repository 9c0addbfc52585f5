"""One misconfiguration: a clean stack, a change, and the rule that must refuse it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.policy.blueprint import Blueprint
from tests.policy.changes import Change
from tests.policy.clean import platform, workloads
from tests.policy.verdicts import Mode


@dataclass(frozen=True)
class Mutation:
    """One misconfiguration. `modes`: where it can be seen, of preview, up and analyze."""

    name: str
    rule: str
    base: Callable[[], Blueprint]
    change: Change
    modes: tuple[Mode, ...] = ("preview", "up")

    def apply(self) -> Blueprint:
        """The clean stack with the change."""
        made = self.base()
        self.change(made)
        return made


def primary() -> Blueprint:
    return platform()


def dr() -> Blueprint:
    return platform(True)


def dr_workloads() -> Blueprint:
    return workloads(True)


OVERLAP, SUFFIX, KEYS = "vpc-cidr-overlap", "dr-iam-name-suffix", "cross-region-customer-key"
ZONES, CACHE, DNS = "availability-zone-plan", "no-global-datastore", "dns-ownership-binary"
PARITY, LAYERS, DATA = "aurora-global-parity", "layer-boundaries", "data-protection"
CAPACITY, PUBLIC, FREEZE = "promotable-capacity", "no-public-data-plane", "incident-freeze"
REGION, REPLICATION = "self-contained-region", "replication-complete"
GLOBALS, RUNNER = "global-names", "single-runner"
M = Mutation
UP: tuple[Mode, ...] = ("up",)
