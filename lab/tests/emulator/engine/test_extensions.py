from __future__ import annotations

from types import ModuleType

import pytest
from moto.core.utils import get_service_model

from lab.emulator.engine import extensions


def test_every_claimed_operation_exists_in_aws() -> None:
    claimed = extensions.operations()
    unknown = [key for key in claimed if key[1] not in get_service_model(key[0]).operation_names]
    assert unknown == []
    assert {level for level, _ in claimed.values()} <= {"emulated", "approximated", "absent"}


def test_an_operation_belongs_to_one_extension(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ModuleType("first"), ModuleType("second")
    for module in (first, second):
        module.install = lambda _: None  # type: ignore[attr-defined]
        module.OPERATIONS = {("rds", "CreateDBCluster"): ("emulated", "")}  # type: ignore[attr-defined]
    monkeypatch.setattr(extensions, "EXTENSIONS", (first, second))
    with pytest.raises(ValueError, match="claimed twice, the second time by second"):
        extensions.operations()
