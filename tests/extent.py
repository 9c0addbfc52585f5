"""How much of the tests runs: `make test` leaves out what `make test-all`, and so CI, adds."""

from __future__ import annotations

import os

import pytest

# who asks for a long run need not say twice that the tests which `make test` leaves out are wanted
ALL = any(os.environ.get(name) for name in ("STANDBY_ALL", "STANDBY_FULL", "STANDBY_CHAOS", "STANDBY_FAILBACK_CHAOS"))
in_test_all = pytest.mark.skipif(not ALL, reason="`make test-all` runs it (STANDBY_ALL=1)")
