"""lab/COVERAGE.md says what the code registers, and what it calls absent answers so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lab.coverage import PAGE, SERVICES, implemented, operations_of, response_class
from lab.emulator.engine import extensions
from lab.provider import registry

ROOT = Path(__file__).resolve().parents[1]


def test_the_page_is_what_the_code_registers() -> None:
    """In a process of its own: the generator looks at moto before our extensions touch it."""
    checked = subprocess.run(
        [sys.executable, "-m", "lab.coverage", "--check"],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_every_declared_operation_is_one_of_aws_and_has_a_level() -> None:
    for (service, operation), (level, note) in extensions.operations().items():
        assert operation in operations_of(service), f"{service}:{operation} is no operation of AWS"
        assert level in ("emulated", "approximated", "absent")
        assert note or level == "emulated", f"{service}:{operation} is {level} and does not say how"


def test_every_type_of_the_provider_stands_on_the_page() -> None:
    text = PAGE.read_text()
    assert [row.token for row in registry.coverage() if f"| {row.token} |" not in text] == []


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_motos_class_of_each_service_is_found(service: str) -> None:
    kind = response_class(SERVICES[service])
    assert kind.__module__.startswith(f"moto.{SERVICES[service]}.")
    assert implemented(service, SERVICES[service]) <= operations_of(service)
