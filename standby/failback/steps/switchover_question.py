"""What the operator reads before writes move: asked once, by whichever step comes first."""

from __future__ import annotations

from standby.pair.facts import Facts
from standby.pair.single_runners import working


def ask_switchover(facts: Facts, _: str) -> str:
    """Which way, how long writes pause, how far behind, and what pauses with them."""
    lag = f"{facts.lag.milliseconds:.0f} ms" if facts.lag else "unknown"
    paused = ", ".join(working(facts.dr))
    return (
        f"Writes move from {facts.dr.region} to {facts.primary.region}. They pause for a minute or two until the "
        f"record has followed. Lag now: {lag}."
        + (
            f"\nFirst {paused} stops in {facts.dr.region}; it starts in {facts.primary.region} after that."
            if paused
            else ""
        )
    )
