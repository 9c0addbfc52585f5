"""What the command line can say, once: the values that a command hands to `connect`, and the options behind them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from standby.failback.report import PRICE_PER_GIB_MONTH
from standby.pair.facts import Limits

ProjectDir = Annotated[Path, typer.Option("--project", help="the project's folder (Pulumi.yaml of the platform)")]
MaxLag = Annotated[float, typer.Option("--max-lag-ms", help="the highest lag at which a switchover is allowed")]


@dataclass(frozen=True)
class Options:
    """What a command needs to open a pair."""

    project: Path = Path()
    policy_pack: Path | None = None
    policy_config: Path | None = None
    max_lag_ms: float = Limits.max_lag_ms
    poll_seconds: float = 5.0
    patience: float = 1.0
    snapshot_price: float = PRICE_PER_GIB_MONTH
    yes_to: Collection[str] = ()
    take_over: str | None = None
