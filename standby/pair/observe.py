"""Facts from the world: both regions at once, nothing remembered, a silent region in bounded time."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from pattern.contract import READABLE, SCHEDULES, ScheduleEntry, service_entries
from standby.errors import CloudError, RefusedError, UnreachableError
from standby.pair.facts import Facts, PublicAnswer, Record, Side, SideName
from standby.pair.seams import Region, Zone
from standby.pair.topology import Topology, topology
from standby.pair.world import World


def observe(world: World) -> Facts:
    """What is true now.

    Raises:
        CloudError: a region answers, but with an error (denied, throttled to the end): not the same as silence.
        RefusedError: a region answers, but has no contract that can be read.
    """
    primary, dr, record = _gather(world)
    _same_extent(primary, dr)
    facts = Facts(
        at=world.clock.now(),
        primary=primary,
        dr=dr,
        record=record,
        config=world.stacks.role(),
        limits=world.limits,
        clean=world.evidence.clean,
        verified=world.evidence.verified,
    )
    return _deeper(world, facts)


def _gather(world: World) -> tuple[Side, Side, Record]:
    if world.at_once < 2:
        return _side(world, "primary"), _side(world, "dr"), _record(world.zone)
    with ThreadPoolExecutor(max_workers=world.at_once) as pool:
        primary, dr = pool.submit(_side, world, "primary"), pool.submit(_side, world, "dr")
        record = pool.submit(_record, world.zone)
        return primary.result(), dr.result(), record.result()


def _deeper(world: World, facts: Facts) -> Facts:
    """What is only worth asking in some constellations: the lag of a copy, the public name once the primary serves."""
    now = topology(facts)
    if now is Topology.FAILED_OVER and facts.primary.answers:
        return replace(facts, lag=world.primary.databases.lag(world.primary.cluster_id))
    frozen = facts.primary.freeze is not None or facts.dr.freeze is not None
    if now is Topology.NORMAL and facts.served == "primary" and frozen:
        return replace(facts, public=_public(world))
    return facts


def _public(world: World) -> PublicAnswer:
    return world.probe.ask()


def _record(zone: Zone) -> Record:
    try:
        return zone.record()
    except CloudError as error:
        return Record("the A record", None, str(error))


def _readable(region: str, contract: Mapping[str, str]) -> None:
    """Refuses what is no contract: without one, a region would look as if nothing ran there.

    Raises:
        RefusedError: `contract-missing`, `contract-version`.
    """
    version = contract.get("version")
    if version is None:
        raise RefusedError(
            "contract-missing",
            f"{region} answers, but no failover contract was found there; a failback needs that of both regions. "
            "Run `pulumi up` of the platform stack in that region, or correct the application's name and environment.",
        )
    if version not in READABLE:
        raise RefusedError(
            "contract-version",
            f"the contract in {region} has version {version}; this command reads {', '.join(READABLE)}: update it",
        )


def _same_extent(*sides: Side) -> None:
    """An answer without any service, beside a contract that has some, is no answer: services would be left running.

    Raises:
        CloudError: `EmptyAnswer`.
    """
    counts = {side.region: len(service_entries(side.contract)) for side in sides if side.answers}
    if counts and max(counts.values()) and not min(counts.values()):
        empty, full = min(counts, key=lambda name: counts[name]), max(counts, key=lambda name: counts[name])
        raise CloudError(
            empty,
            "get_parameters_by_path",
            "EmptyAnswer",
            f"no service was answered, while the contract in {full} has {counts[full]}; "
            "run it again, and if that stays so, run `pulumi up` of the workloads stack in this region",
        )


def _side(world: World, name: SideName) -> Side:
    region = world.region(name)
    try:
        return _answering(world, name, region)
    except UnreachableError as error:
        return Side(name, region.name, region.cluster_id, False, str(error))


def _answering(world: World, name: SideName, region: Region) -> Side:
    contract = region.parameters.read()
    _readable(region.name, contract)
    entries = service_entries(contract)
    ecs_cluster = contract.get("ecs/cluster")
    schedules = {
        key.removeprefix(f"{SCHEDULES}/"): ScheduleEntry.decode(text)
        for key, text in contract.items()
        if key.startswith(f"{SCHEDULES}/")
    }
    services = region.capacity.services(ecs_cluster, entries) if ecs_cluster and entries else ()
    return Side(
        name,
        region.name,
        region.cluster_id,
        True,
        cluster=region.databases.cluster(region.cluster_id),
        database=region.databases.database(world.database_id),
        snapshots=region.databases.snapshots(region.cluster_id),
        services=services,
        schedules=region.schedules.schedules(schedules),
        muted_alarms=region.alarms.muted(entry.name for entry in entries),
        contract=contract,
    )
