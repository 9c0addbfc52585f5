"""Wires a project folder to the world: AWS in both regions, the zone, the app's door, the four stacks, the console."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from standby.aws.aurora import AuroraRegion
from standby.aws.capacity import EcsRegion
from standby.aws.cloud import Cloud
from standby.aws.parameters import SsmRegion
from standby.aws.probe import CurlProbe
from standby.aws.zone import Route53Zone
from standby.console import ConsoleOperator
from standby.errors import UsageError
from standby.failback.report import PRICE_PER_GIB_MONTH, report
from standby.journal import FileJournal, read_lines, run_name, state_folder
from standby.pair.facts import Facts, Limits
from standby.pair.seams import Region
from standby.pair.world import World
from standby.stacks.automation import PulumiStacks
from standby.stacks.project import Project, open_project

# Route 53 signs as us-east-1 wherever it is called from.
ROUTE53_REGION = "us-east-1"


class WallClock:
    """`standby.pair.seams.Clock`: the real one."""

    def now(self) -> datetime:
        """Now, UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass(frozen=True)
class Wishes:
    """What the command line says, beyond the command itself."""

    project: Path = Path()
    policy_pack: Path | None = None
    policy_config: Path | None = None
    max_lag_ms: float = Limits.max_lag_ms
    poll_seconds: float = 5.0
    patience: float = 1.0
    snapshot_price: float = PRICE_PER_GIB_MONTH
    yes_to: Collection[str] = ()


@dataclass(frozen=True)
class Desk:
    """A pair, opened: its project, its world, and where this run keeps its files."""

    project: Project
    world: World
    folder: Path
    journal_file: Path
    operator: ConsoleOperator


def connect(wishes: Wishes, console: Console) -> Desk:
    """Open the pair of a project folder; makes no call yet.

    Raises:
        UsageError: no pair in that folder, or a policy pack that is not there.
    """
    project = open_project(wishes.project.resolve())
    home = project.home
    run = run_name(datetime.now(UTC))
    folder = state_folder(home.app, home.environment)
    operator = ConsoleOperator(console, wishes.yes_to)
    regions = {name: _region(project, name) for name in ("home", "dr")}
    copies = (regions["dr"].parameters, regions["home"].parameters)
    journal = FileJournal(run, folder / f"{run}.jsonl", copies, operator.say)
    gate = _gate(wishes, project)
    world = World(
        database_id=home.names.of("global-cluster"),
        home=regions["home"],
        dr=regions["dr"],
        zone=Route53Zone(
            Cloud(ROUTE53_REGION, home.domain.role_arn), home.domain.hosted_zone_id, home.domain.name.rstrip(".")
        ),
        probe=CurlProbe(home.domain.name, home.probe.path, home.probe.write_path),
        stacks=PulumiStacks(project, run, folder / run, gate, wishes.policy_config, operator.say),
        clock=WallClock(),
        operator=operator,
        journal=journal,
        limits=Limits(wishes.max_lag_ms, project.warm_tasks(), home.database.instances),
        poll_seconds=wishes.poll_seconds,
        patience=wishes.patience,
    )
    desk = Desk(project, world, folder, journal.file, operator)
    world.closing = lambda facts: write_report(desk, facts, wishes.snapshot_price)
    return desk


def write_report(desk: Desk, facts: Facts, price: float) -> Path:
    """The report of this run, beside its journal."""
    file = desk.journal_file.with_suffix(".md")
    lines = read_lines(desk.journal_file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(report(facts, lines, desk.world.journal.run, price))
    desk.operator.say(f"report: {file}")
    return file


def _region(project: Project, name: str) -> Region:
    settings = project.home if name == "home" else project.dr
    cloud = Cloud(settings.region)
    return Region(
        settings.region,
        settings.names.of("db-cluster"),
        AuroraRegion(cloud),
        EcsRegion(cloud),
        SsmRegion(cloud, settings.names.contract_path),
    )


def _gate(wishes: Wishes, project: Project) -> Path:
    """The policy pack: as told, or the project's own. Without a gate nothing is brought up in a failback."""
    pack = wishes.policy_pack or project.root / "policy"
    if not (pack / "PulumiPolicy.yaml").is_file():
        raise UsageError(f"there is no policy pack in {pack} (no PulumiPolicy.yaml); name it: --policy-pack")
    return pack
