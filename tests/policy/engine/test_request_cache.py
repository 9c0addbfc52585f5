"""Reading each request once changes how long it takes, and nothing that is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pulumi_policy import policy as sdk

from policy.engine import request_cache
from tests.policy.mutations import MUTATIONS
from tests.policy.verdicts import judge, policies

# the same stack, judged by the SDK as it is
PLAIN = """
import json
from policy.engine import request_cache
request_cache.install = lambda: False
from tests.policy import verdicts
from tests.policy.mutations import MUTATIONS
from pulumi_policy import policy as sdk
assert not hasattr(sdk._PolicyAnalyzerServicer, "reads_once")
chosen = [m for m in MUTATIONS if m.rule == "cross-region-customer-key"]
print(json.dumps([[v.__dict__ for v in verdicts.judge(m.apply(), mode=mode)]
    for m in chosen for mode in ("preview", "up")]))
"""


def test_the_verdicts_are_those_of_the_sdk_as_it_is() -> None:
    plain = subprocess.run([sys.executable, "-c", PLAIN], capture_output=True, text=True, check=True)
    chosen = [mutation for mutation in MUTATIONS if mutation.rule == "cross-region-customer-key"]
    ours = [[v.__dict__ for v in judge(m.apply(), mode=mode)] for m in chosen for mode in ("preview", "up")]
    assert json.loads(plain.stdout) == ours
    assert any(ours)


def test_installing_twice_is_installing_once() -> None:
    handler = sdk._PolicyAnalyzerServicer.Analyze
    assert request_cache.install()
    assert sdk._PolicyAnalyzerServicer.Analyze is handler


def test_an_sdk_that_is_built_otherwise_stays_as_it_is(monkeypatch: Any) -> None:
    monkeypatch.delattr(sdk, "_PolicyAnalyzerServicer")
    assert not request_cache.install()


def test_a_disabled_policy_is_not_asked_and_its_advice_goes_with_it() -> None:
    mutation = next(m for m in MUTATIONS if m.name == "no NAT gateway at all")
    stack = "availability-zone-plan-stack"
    others = {policy.name for policy in policies()} - {stack}
    assert {v.policy for v in judge(mutation.apply(), disabled=others)} == {stack}
    found = judge(mutation.apply(), disabled=[stack])
    assert not [v for v in found if v.policy.startswith("availability-zone-plan")]


# the same mutations, judged through another SDK: which were missed, and whether the shortcut was taken
OTHER = """
import json
import pulumi_policy
from policy.engine import request_cache
from tests.policy import verdicts
from tests.policy.mutations import MUTATIONS
chosen = MUTATIONS[::5]
missed = [m.name for m in chosen if m.rule not in {v.rule for v in verdicts.refusals(m.apply(), mode=m.modes[0])}]
print(json.dumps([pulumi_policy.__file__, request_cache.install(), missed]))
"""
CACHE = Path.home() / ".cache" / "standby"


def sdk_of(version: str) -> Path:
    """An SDK of another version, in the user's cache. Tests reach no network, so somebody has to have put it there:

    uv pip install --no-deps --target ~/.cache/standby/sdk/1.4.0 pulumi-policy==1.4.0
    """
    folder = CACHE / "sdk" / version
    if not folder.is_dir():
        pytest.skip(f"no pulumi-policy {version} in {folder}; see {Path(__file__).name}")
    return folder


@pytest.mark.parametrize(
    ("version", "shortcut"),
    [("1.4.0", False), ("1.17.0", False), ("1.20.0", True), ("newest", None)],
    ids=["oldest", "before severities", "before this one", "newest"],
)
def test_other_sdks_find_the_same_with_or_without_the_shortcut(version: str, shortcut: bool | None) -> None:
    folder = sdk_of(version)
    environ = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", OTHER], capture_output=True, text=True, check=False, env=environ, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    where, taken, missed = json.loads(done.stdout)
    assert where.startswith(str(folder))
    assert missed == []
    assert shortcut in (None, taken)


def test_a_part_that_has_changed_its_shape_is_not_used(monkeypatch: Any) -> None:
    """As in the SDK, but that the arguments of a stack policy take one more."""

    def built(changed: bool) -> Any:
        def method(names: tuple[str, ...]) -> Any:
            return eval(f"lambda {', '.join(names)}: None")

        wanted = dict(request_cache._KNOWN)
        if changed:
            wanted["_create_report_violation"] += ("more",)
        return type("Servicer", (), {name: method(names) for name, names in wanted.items()})

    assert request_cache.known(built(False))
    assert not request_cache.known(built(True))
    monkeypatch.setattr(sdk.StackValidationArgs, "__init__", object.__init__)
    assert not request_cache.known(built(False))
