"""Reading each request once changes how long it takes, and nothing that is said."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

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
