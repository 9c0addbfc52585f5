"""How long AWS's waits take in the lab: the profiles, in one place."""

from __future__ import annotations

from enum import StrEnum

DEFAULT_FACTOR = 60.0
"""What `scaled` divides real durations by, unless another factor is set."""


class Profile(StrEnum):
    """How long AWS's waits take."""

    INSTANT = "instant"
    SCALED = "scaled"
    REAL = "real"


PROFILES = tuple(profile.value for profile in Profile)
