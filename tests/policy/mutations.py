"""Seeded misconfigurations: a clean stack, one change, and the rule that must refuse it."""

from __future__ import annotations

from tests.policy import mutations_network as network
from tests.policy import mutations_service as service
from tests.policy.mutation import Mutation

MUTATIONS: tuple[Mutation, ...] = (
    *network.RANGES, *network.NAMES, *network.ENCRYPTION, *network.SPREAD, *network.CACHES,
    *service.RECORDS, *service.AURORA, *service.LAYER, *service.PROTECTION, *service.TASKS, *service.EXPOSED,
    *service.FROZEN, *service.PINNED, *service.COPIED, *service.ONCE, *service.RUNNERS,
)  # fmt: skip
