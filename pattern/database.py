"""The typed config of the Aurora database: alike in both regions, and how much smaller DR may be before a promotion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pattern.reading import Section
from pattern.texts import DatabaseName, EngineVersion, InstanceClass, UserName

SERVERLESS_CLASS = "db.serverless"
# Aurora user guide, "Aurora Serverless v2 capacity": half steps up to 256; 0 (pausing) is refused in a global database.
Acu = Annotated[float, Field(ge=0.5, le=256, multiple_of=0.5)]


class Serverless(Section):
    """The capacity range of Aurora Serverless v2, in Aurora capacity units."""

    min_acu: Acu = Field(description="least capacity while the region serves")
    max_acu: Acu = Field(description="most capacity; a promotion does not change it")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min_acu > self.max_acu:
            raise ValueError(f"minAcu {self.min_acu:g} is above maxAcu {self.max_acu:g}; minAcu <= maxAcu is required")
        return self


class StandbyDatabase(Section):
    """What DR's cluster has in normal operation, where that is less than the primary's."""

    instances: int | None = Field(
        default=None, ge=1, le=15, description="DB instances in DR; a promotion adds none, its report says to"
    )
    min_acu: Acu | None = Field(default=None, description="least capacity in DR until a promotion raises it")


class Database(Section):
    """The Aurora cluster, the same in both regions."""

    engine_version: EngineVersion = Field(
        default="16.8",
        description="Aurora PostgreSQL version; a minor one is upgraded by `up`, for a major one: upgrade.md",
    )
    instance_class: InstanceClass = Field(default="db.r6g.large", description="class of every instance")
    instances: int = Field(default=2, ge=1, le=15, description="instances per region: a writer and readers")
    serverless: Serverless | None = Field(default=None, description="required with the class `db.serverless`")
    standby: StandbyDatabase = Field(default=StandbyDatabase(), description="what is smaller in DR before a promotion")
    name: DatabaseName = Field(default="app", description="name of the database")
    master_username: UserName = Field(default="standby", description="name of the master user")
    backup_retention_days: int = Field(default=14, ge=7, le=35, description="days that automated backups are kept")
    performance_insights: bool = Field(default=True, description="Performance Insights on every instance")
    monitoring_interval_seconds: Literal[0, 1, 5, 10, 15, 30, 60] = Field(
        default=0, description="enhanced monitoring (makes its role); 0 is off"
    )
    apply_immediately: bool = Field(
        default=False, description="apply a changed class or parameter at once, not in the maintenance window"
    )
    cluster_parameters: Mapping[str, str] = Field(
        default={}, description="cluster parameters beside `rds.force_ssl`, in both regions"
    )
    instance_parameters: Mapping[str, str] = Field(
        default={"log_min_duration_statement": "1000"}, description="instance parameters, in both regions"
    )

    @model_validator(mode="after")
    def _scaled(self) -> Self:
        serverless, least = self.serverless, self.standby.min_acu
        if serverless and self.instance_class != SERVERLESS_CLASS:
            raise ValueError(
                f"serverless is set, but instanceClass is {self.instance_class!r}; set instanceClass to "
                f"{SERVERLESS_CLASS!r}, or remove serverless"
            )
        if self.instance_class == SERVERLESS_CLASS and not serverless:
            raise ValueError(
                f"instanceClass is {SERVERLESS_CLASS!r}, but serverless is missing; "
                "add serverless: {minAcu: 1, maxAcu: 8}"
            )
        if least is not None and serverless is None:
            raise ValueError(f"standby.minAcu is {least:g}, but the class is not {SERVERLESS_CLASS!r}; remove it")
        if least is not None and serverless and least > serverless.min_acu:
            raise ValueError(
                f"standby.minAcu {least:g} is above serverless.minAcu {serverless.min_acu:g}; "
                "DR may have less, not more"
            )
        if self.standby.instances is not None and self.standby.instances > self.instances:
            raise ValueError(
                f"standby.instances {self.standby.instances} is above instances {self.instances}; "
                "DR may have less, not more"
            )
        return self


@dataclass(frozen=True)
class Capacity:
    """What one region's cluster is made with: instances, and its range in Aurora capacity units (None: provisioned)."""

    instances: int
    min_acu: float | None
    max_acu: float | None


def capacity(database: Database, dr: bool) -> Capacity:
    """What the cluster of a region is made with; in DR that may be less than what a promotion asks for."""
    instances = (database.standby.instances if dr else None) or database.instances
    if database.serverless is None:
        return Capacity(instances, None, None)
    least = (database.standby.min_acu if dr else None) or database.serverless.min_acu
    return Capacity(instances, least, database.serverless.max_acu)


def major(version: str) -> str:
    """`16` of `16.8`."""
    return version.split(".")[0]
