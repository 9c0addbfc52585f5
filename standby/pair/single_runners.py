"""Work that runs in one region only: services with `standby: off`, and schedules."""

from __future__ import annotations

from standby.pair.facts import Schedule, Service, Side


def off_services(side: Side) -> tuple[Service, ...]:
    """Services of this side that run in the serving region only, as far as ECS knows them."""
    return tuple(service for service in side.services if service.off and service.found)


def to_stop(side: Side) -> tuple[Service, ...]:
    """Those that run, or that auto scaling would start."""
    return tuple(service for service in off_services(side) if service.desired or service.minimum)


def to_disable(side: Side) -> tuple[Schedule, ...]:
    """Schedules that would start a task here."""
    return tuple(schedule for schedule in side.schedules if schedule.found and schedule.enabled)


def to_start(side: Side) -> tuple[Service, ...]:
    """Those below production's numbers."""
    return tuple(
        service
        for service in off_services(side)
        if service.desired < service.wanted.desired
        or (service.minimum is not None and service.minimum < service.wanted.min)
    )


def to_enable(side: Side) -> tuple[Schedule, ...]:
    """Schedules that start nothing here."""
    return tuple(schedule for schedule in side.schedules if schedule.found and not schedule.enabled)


def working(side: Side) -> tuple[str, ...]:
    """Names of the work that this side runs, or would start by itself."""
    return (*(service.wanted.name for service in to_stop(side)), *(schedule.name for schedule in to_disable(side)))


def still_stopping(side: Side) -> tuple[str, ...]:
    """Names of services that are told to stop and still have tasks."""
    return tuple(service.wanted.name for service in off_services(side) if service.running and not service.desired)


def idle(side: Side) -> tuple[str, ...]:
    """Names of the work that would have to run here if this side served."""
    return (*(service.wanted.name for service in to_start(side)), *(schedule.name for schedule in to_enable(side)))
