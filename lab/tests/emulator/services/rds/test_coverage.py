from __future__ import annotations

from moto.core.utils import camelcase_to_underscores

from lab.emulator.services.rds.coverage import OPERATIONS
from lab.emulator.services.rds.responses import LabRdsResponse


def test_every_operation_that_we_answer_ourselves_is_on_the_coverage_page() -> None:
    ours = {
        name for name in vars(LabRdsResponse) if not name.startswith("_") and callable(getattr(LabRdsResponse, name))
    }
    told = {camelcase_to_underscores(operation) for _, operation in OPERATIONS}
    assert ours == told


def test_each_entry_has_a_level_and_says_what_it_leaves_out() -> None:
    for (service, operation), (level, note) in OPERATIONS.items():
        assert service == "rds"
        assert level in ("emulated", "approximated"), operation
        assert note, operation
