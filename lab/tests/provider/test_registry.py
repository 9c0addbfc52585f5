"""The registration: complete, and honest about what it lacks."""

from __future__ import annotations

import pytest

from lab.provider import registry, schema
from lab.provider.errors import NotEmulated, UnknownType
from lab.provider.resource import Resource
from lab.provider.services import MODULES


def test_every_type_is_registered_once_and_in_the_schema() -> None:
    listed = [kind.token for module in MODULES for kind in module.RESOURCES]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(schema.tokens())
    calls = [token for module in MODULES for token in getattr(module, "FUNCTIONS", {})]
    assert len(calls) == len(set(calls))


@pytest.mark.parametrize("kind", list(registry.resources().values()), ids=lambda kind: kind.token)
def test_a_type_speaks_only_of_inputs_that_exist(kind: type[Resource]) -> None:
    facts = schema.facts(kind.token)
    assert kind.handles <= facts.inputs
    assert kind.updates <= kind.handles
    assert kind.settings <= kind.handles
    assert kind.unread <= kind.handles
    assert kind.updates.isdisjoint(kind.settings)
    assert kind.volatile <= facts.computed
    assert {path.split(".")[0] for path in kind.blocks} <= kind.handles
    assert set(facts.required) <= kind.handles | {"region"}


@pytest.mark.parametrize("kind", list(registry.resources().values()), ids=lambda kind: kind.token)
def test_a_type_carries_out_its_whole_life(kind: type[Resource]) -> None:
    row = next(row for row in registry.coverage() if row.token == kind.token)
    assert {"create", "read", "delete"} <= set(row.operations)
    assert ("update" in row.operations) is bool(kind.updates)
    assert ("retag" in row.operations) is schema.facts(kind.token).tagged


def test_coverage_has_a_row_for_every_type_and_says_what_is_absent() -> None:
    rows = {row.token: row for row in registry.coverage()}
    assert set(rows) == set(schema.tokens())
    absent = [token for token, row in rows.items() if not row.operations]
    assert set(absent) == set(schema.tokens()) - set(registry.resources())
    key = rows["aws:kms/key:Key"]
    assert key.inputs_refused == ("bypassPolicyLockoutSafetyCheck", "customKeyStoreId", "xksKeyId")
    assert key.changes_refused == ()


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(UnknownType, match=r"aws:kms/kei:Key.*did you mean aws:kms/key:Key\?"):
        registry.resource("aws:kms/kei:Key")
    with pytest.raises(NotEmulated, match="does not emulate the function aws:no/such:thing"):
        registry.function("aws:no/such:thing")


def test_a_type_of_the_schema_without_code_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "resources", dict)
    with pytest.raises(NotEmulated, match="does not emulate aws:kms/key:Key"):
        registry.resource("aws:kms/key:Key")
