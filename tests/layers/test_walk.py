"""Random walks of config changes on mocks: a program registers otherwise only what was changed.

60 walks in `make test-all`, 8 in `make test`; `STANDBY_FULL=1` plays 300, `STANDBY_MOCK_WALKS=n` plays n.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Mapping
from typing import Any

import pytest

from components.platform import Platform
from layers.platform import build_platform
from layers.workloads import build_workloads
from tests.changes import PLATFORM_CHANGES, SERVICE_CHANGES, Config, draw
from tests.layers.pair import NIGHTLY, WEB, WORKER, region, workloads
from tests.platform_outputs import platform_outputs
from tests.pulumi_mocks import Built, Registered, run_on_mocks

STEPS = 5
_DEFAULT = 300 if os.environ.get("STANDBY_FULL") else 60 if os.environ.get("STANDBY_ALL") else 8
WALKS = int(os.environ.get("STANDBY_MOCK_WALKS", _DEFAULT))
DATABASE = {"engineVersion": "16.8", "instanceClass": "db.r6g.large", "instances": 2}
CACHE = {"nodeType": "cache.t4g.small", "replicas": 1}


class Made:
    """What a factory on mocks must return: its outputs are its attributes."""

    def __init__(self, config: Config, side: str) -> None:
        settings = workloads(side, *config.services, schedules=config.schedules)
        platform = Platform("organization/standby/x", {"region": settings.region})
        for name, service in build_workloads(settings, platform, side == "primary").items():
            setattr(self, name, service.service_name)


def run(config: Config, side: str, layer: str) -> Built:
    if layer == "platform":
        return run_on_mocks(lambda: build_platform(region(side, **config.platform)))
    return run_on_mocks(lambda: Made(config, side), platform_outputs(region(side).settings.region))


def picture(built: Built) -> dict[tuple[str, str, str], Registered]:
    """Every resource by what Pulumi knows it by."""
    return {(one.type, one.parent, one.name): one for one in built.resources if not one.type.startswith("pulumi:")}


def _inputs(one: Registered) -> Mapping[str, Any]:
    """Without those that Pulumi does not look at once the resource exists."""
    return {key: value for key, value in one.inputs.items() if key not in one.ignores}


def differences(before: Built, after: Built) -> list[tuple[str, str, str]]:
    """(operation, top-level component, type without its module) of what two programs register otherwise."""
    old, new = picture(before), picture(after)
    found = []
    for key in sorted(old.keys() | new.keys()):
        kind, parent, name = key
        operation = "create" if key not in old else "delete" if key not in new else "update"
        if operation == "update" and _inputs(old[key]) == _inputs(new[key]):
            continue
        found.append((operation, name if parent.startswith("standby-") else parent, kind.rsplit(":", 1)[-1]))
    return found


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_random_walk_of_changes_plans_only_what_was_changed(seed: int) -> None:
    """Five changes; each program is compared with the one before it. Every fifth walk is the platform's."""
    chance, side = random.Random(seed), ("primary", "dr")[seed % 2]
    layer, changes = ("platform", PLATFORM_CHANGES) if seed % 5 == 4 else ("workloads", SERVICE_CHANGES)
    platform = {"database": dict(DATABASE), "cache": dict(CACHE)}
    config = Config(copy.deepcopy([WEB, WORKER]), [dict(NIGHTLY)], platform)
    before = run(config, side, layer)
    for _ in range(STEPS):
        change = draw(chance, config, changes)
        after = run(config, side, layer)
        # on mocks a replacement is seen as what it is for the program: other inputs
        wrong = [
            one
            for one in differences(before, after)
            if not change.allows(*one) and not (one[0] == "update" and change.allows("replace", *one[1:]))
        ]
        assert not wrong, f"{change.says}, and the plan has {wrong}"
        before = after
