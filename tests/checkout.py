"""Where this checkout is, for tests that read or copy its files."""

from __future__ import annotations

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
