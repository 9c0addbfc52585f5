"""Fargate's launch rate: a bucket of 100 launches that refills at 20 a second, per account and region.

Source: ECS developer guide, "Fargate throttling limits" (on-demand: burst 100, sustained 20 per second).
"""

from __future__ import annotations

from dataclasses import dataclass

BURST = 100
PER_SECOND = 20.0


@dataclass
class LaunchBucket:
    """Token bucket in lab seconds. ``pace`` is how many real seconds one lab second stands for (inf: no limit)."""

    tokens: float = BURST
    at: float = 0.0

    def take(self, now: float, pace: float) -> float:
        """Take one launch; returns the lab seconds until it may happen (0 while the burst lasts)."""
        if pace == float("inf"):
            return 0.0
        rate = PER_SECOND * pace
        self.tokens = min(BURST, self.tokens + max(0.0, now - self.at) * rate)
        self.at = now
        self.tokens -= 1
        return 0.0 if self.tokens >= 0 else -self.tokens / rate
