"""Components run on Pulumi's mocks here: see `tests/pulumi_mocks.py`."""

from tests.pulumi_mocks import build

__all__ = ["build"]
