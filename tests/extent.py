"""How much of the tests runs: `make test` leaves out what `make test-all`, and so CI, adds."""

from __future__ import annotations

import os

import pytest

ALL = os.environ.get("STANDBY_ALL") == "1"
in_test_all = pytest.mark.skipif(not ALL, reason="`make test-all` runs it (STANDBY_ALL=1)")
