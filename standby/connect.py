"""Wires a project folder to the world: AWS in both regions, the zone, the application, the four stacks, the console."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from standby.aws.alarms import CloudWatchRegion
from standby.aws.aurora import AuroraRegion
from standby.aws.call_log import CallLog
from standby.aws.capacity import EcsRegion
from standby.aws.cloud import Cloud
from standby.aws.parameters import SsmRegion
from standby.aws.probe import CurlProbe
from standby.aws.schedules import EventsRegion
from standby.aws.zone import ROUTE53_REGION, Route53Zone
from standby.console import ConsoleOperator, output
from standby.errors import UsageError
from standby.failback.report import FileReport
from standby.journal import FileJournal, run_name, state_folder
from standby.lock import Lock
from standby.options import Options
from standby.pair.facts import Facts, Limits
from standby.pair.observe import observe
from standby.pair.seams import Region
from standby.pair.world import World
from standby.stacks.automation import PulumiStacks
from standby.stacks.project import Project, open_project


class WallClock:
    """`standby.pair.seams.Clock`: the real one."""

    def now(self) -> datetime:
        """Now, UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass(frozen=True)
class Connection:
    """A pair, opened: its project, its world, and the journal of this run."""

    project: Project
    world: World
    journal_file: Path

    @property
    def title(self) -> str:
        """`myapp-prod`."""
        return f"{self.project.primary.app}-{self.project.primary.environment}"


def look(options: Options) -> tuple[Connection, Facts]:
    """The pair of a project folder and what is true of it now; needs no policy pack."""
    connection = open_pair(options, gate=False)
    return connection, observe(connection.world)


def open_pair(options: Options, *, gate: bool = True) -> Connection:
    """Open the pair of a project folder; makes no call yet.

    Raises:
        UsageError: no pair in that folder, or (with `gate`) a policy pack that is not there.
    """
    project = open_project(options.project.resolve())
    primary = project.primary
    run = run_name(datetime.now(UTC))
    folder = state_folder(primary.app, primary.environment)
    file = folder / f"{run}.jsonl"
    operator = ConsoleOperator(output(), options.yes_to)
    log = CallLog(file)
    regions = {name: _region(project, name, log) for name in ("primary", "dr")}
    contracts = (regions["dr"].parameters, regions["primary"].parameters)
    journals = [SsmRegion(Cloud(side.region, log=log), side.names.journal_path) for side in (project.dr, primary)]
    clock = WallClock()
    pack = _pack(options, project) if gate else None
    world = World(
        database_id=primary.names.of("global-cluster"),
        primary=regions["primary"],
        dr=regions["dr"],
        zone=_zone(project, log),
        probe=CurlProbe(primary.domain.name, primary.probe.path, primary.probe.write_path),
        stacks=PulumiStacks(project, run, folder / run, pack, options.policy_config, operator.say),
        clock=clock,
        operator=operator,
        journal=FileJournal(run, file, journals, operator.say),
        report=FileReport(file, run, options.snapshot_price, operator.say),
        lock=Lock(run, contracts, clock, operator.say, options.take_over),
        limits=Limits(options.max_lag_ms, project.warm_tasks(), primary.database.instances, project.dr_min_acu()),
        poll_seconds=options.poll_seconds,
        patience=options.patience,
    )
    return Connection(project, world, file)


def _zone(project: Project, log: CallLog) -> Route53Zone:
    domain = project.primary.domain
    return Route53Zone(Cloud(ROUTE53_REGION, domain.role_arn, log=log), domain.hosted_zone_id, domain.name.rstrip("."))


def _region(project: Project, name: str, log: CallLog) -> Region:
    settings = project.primary if name == "primary" else project.dr
    cloud = Cloud(settings.region, log=log)
    return Region(
        settings.region,
        settings.names.of("db-cluster"),
        AuroraRegion(cloud),
        EcsRegion(cloud),
        EventsRegion(cloud),
        CloudWatchRegion(cloud, settings.names),
        SsmRegion(cloud, settings.names.contract_path),
    )


def _pack(options: Options, project: Project) -> Path:
    """The policy pack: as told, or the project's own. Without a gate nothing is brought up in a failback."""
    pack = options.policy_pack or project.root / "policy"
    if not (pack / "PulumiPolicy.yaml").is_file():
        raise UsageError(f"there is no policy pack in {pack} (no PulumiPolicy.yaml); name it: --policy-pack")
    return pack
