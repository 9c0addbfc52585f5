"""Task sizes: what Fargate offers, and nothing else."""

from __future__ import annotations

import pytest

from pattern.fargate import FARGATE_MEMORY, fargate_memory
from pattern.services import Service


@pytest.mark.parametrize("cpu", FARGATE_MEMORY)
def test_every_pair_that_fargate_offers_is_accepted(cpu: int) -> None:
    production = {"desired": 1, "min": 1, "max": 1}
    for memory in fargate_memory(cpu):
        found = Service.model_validate(
            {"name": "web", "image": "a:1", "cpu": cpu, "memory": memory, "production": production}
        )
        assert found.memory == memory


def test_the_smallest_size_has_three_memories_and_an_unknown_one_none() -> None:
    assert fargate_memory(256) == (512, 1024, 2048)
    assert fargate_memory(300) == ()
