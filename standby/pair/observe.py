"""Facts from the world: both regions at once, nothing remembered, a silent region in bounded time."""

from __future__ import annotations

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
    """
    primary, dr, record = _gather(world)
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


def _side(world: World, name: SideName) -> Side:
    region = world.region(name)
    try:
        return _answering(world, name, region)
    except UnreachableError as error:
        return Side(name, region.name, region.cluster_id, False, str(error))


def _answering(world: World, name: SideName, region: Region) -> Side:
    contract = region.parameters.read()
    if (version := contract.get("version", READABLE[0])) not in READABLE:
        raise RefusedError(
            "contract-version",
            f"the contract in {region.name} has version {version}; this command reads {', '.join(READABLE)}: update it",
        )
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
