"""One look at the pair: which reads there are, and the status that their facts make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pattern.contract import NONE, SCHEDULES, SERVICES, ScheduleEntry, ServiceEntry
from pattern.settings import Settings
from standby.aws.aurora import AuroraRegion
from standby.aws.capacity import EcsRegion
from standby.aws.cloud import Cloud
from standby.aws.contracts import ContractRegion, Written
from standby.aws.front import FrontRegion
from standby.aws.inventory import InventoryRegion
from standby.aws.journals import SsmJournals
from standby.aws.lag import LagRegion
from standby.aws.rules import RuleRegion
from standby.aws.side_by_side import begin
from standby.aws.zone import ROUTE53_REGION, Route53Zone
from standby.pair.facts import Limits, SideName
from standby.stacks.project import Project
from standby.status.fact import Fact, State
from standby.status.gather import DEADLINE_SECONDS, Answer, Key, Read, gather
from standby.status.pair_status import PairStatus, SideStatus

RECORD: Key = ("pair", "record")
# what `_then` asks: loading their descriptions takes processor time, which there is while the contract is on its way
THEN_SERVICES = ("ecs", "application-autoscaling", "elbv2", "events", "apigatewayv2")
NO_LAG = "no datapoint in the last hour"


@dataclass
class Looks:
    """Looks at one pair again and again; the facts of the last look stand in, marked, for what is silent now."""

    project: Project
    deadline: float = DEADLINE_SECONDS
    facts: dict[Key, Fact[Any]] = field(default_factory=dict)
    clouds: dict[str, Cloud] = field(default_factory=dict)

    def look(self) -> PairStatus:
        """What is true now."""
        config = begin(self.project.role)
        self.facts |= gather(self._first(), self._then, self.facts, self.deadline)
        domain = self.project.primary.domain
        return PairStatus(
            title=self.project.primary.names.stem,
            at=datetime.now(UTC),
            primary=self._side("primary"),
            dr=self._side("dr"),
            record=self.facts.get(RECORD, Fact(State.SILENT, why=f"{domain.name} was not read")),
            config=config.result(),
            limits=Limits(primary_instances=self.project.primary.database.instances),
        )

    def cloud(self, region: str) -> Cloud:
        """A region's seam, quick to give up, made once; all share one sign-in."""
        if region not in self.clouds:
            first = next(iter(self.clouds.values()), None)
            self.clouds[region] = first.beside(region) if first else Cloud(region, quick=True)
        return self.clouds[region]

    def _settings(self, side: str) -> Settings:
        return self.project.primary if side == "primary" else self.project.dr

    def _first(self) -> dict[Key, Read]:
        domain = self.project.primary.domain
        role = domain.role_arn
        cloud = Cloud(ROUTE53_REGION, role, quick=True) if role else self.cloud(ROUTE53_REGION)
        zone = Route53Zone(cloud, domain.hosted_zone_id, domain.name.rstrip("."))
        reads = {**self._of_side("primary"), **self._of_side("dr"), RECORD: zone.record}
        # what others wait for begins first
        return dict(sorted(reads.items(), key=lambda read: read[0][1] != "contract"))

    def _of_side(self, side: str) -> dict[Key, Read]:
        """The reads that need no contract: the config says which names to ask for."""
        settings = self._settings(side)
        cloud, names = self.cloud(settings.region), settings.names
        aurora, cluster = AuroraRegion(cloud), names.of("db-cluster")
        return {
            (side, "contract"): partial(_contract, cloud, names.contract_path),
            (side, "database"): partial(aurora.database, names.of("global-cluster")),
            (side, "cluster"): partial(aurora.cluster, cluster),
            (side, "lag"): partial(_lag, LagRegion(cloud), cluster),
            (side, "parameters"): partial(InventoryRegion(cloud).parameters, cluster),
            (side, "journal"): SsmJournals(cloud, names.contract_path).lines,
        }

    def _then(self, key: Key, value: Any) -> Mapping[Key, Read]:
        """What a contract names: services, schedules, the front."""
        side, name = key
        if name != "contract":
            return {}
        contract: Mapping[str, str] = value.values
        cloud = self.cloud(self._settings(side).region)
        services = [ServiceEntry.decode(text) for text in _below(contract, SERVICES)]
        rules = [ScheduleEntry.decode(text).rule for text in _below(contract, SCHEDULES)]
        groups = {color: contract.get(f"ingress/{color}-target-group-arn", NONE) for color in ("blue", "green")}
        listener, link = contract.get("ingress/listener-arn", NONE), contract.get("ingress/vpc-link-id", NONE)
        reads: dict[Key, Read] = {}
        if services and "ecs/cluster" in contract:
            reads[side, "services"] = partial(
                EcsRegion(cloud, set(groups.values()) - {NONE}).services, contract["ecs/cluster"], services
            )
        if rules:
            reads[side, "schedules"] = partial(RuleRegion(cloud).states, rules)
        if listener != NONE:
            reads[side, "color"] = partial(FrontRegion(cloud).live_color, listener, groups)
        if link != NONE:
            reads[side, "link"] = partial(FrontRegion(cloud).link_status, link)
        return reads

    def _side(self, side: SideName) -> SideStatus:
        settings = self._settings(side)
        contract: Fact[Written] = self.facts.get((side, "contract"), Fact(State.SILENT))
        names = ("database", "cluster", "lag", "services", "link", "color", "schedules", "journal", "parameters")
        # what no contract asked for is none there, not silent
        missing: Fact[Any] = Fact(State.NONE) if contract.answered else Fact(State.SILENT, why=contract.why)
        found = {name: self.facts.get((side, name), missing) for name in names}
        written = contract.value
        return SideStatus(
            side,
            settings.region,
            settings.names.of("db-cluster"),
            contract=Fact(contract.state, written.values if written else None, contract.at, contract.why),
            changed=written.changed if written else {},
            **found,
        )


def _below(contract: Mapping[str, str], group: str) -> list[str]:
    return [text for key, text in sorted(contract.items()) if key.startswith(f"{group}/")]


def _contract(cloud: Cloud, path: str) -> Written | Answer:
    region = ContractRegion(cloud)
    cloud.prepare("ssm")  # first, or the contract would wait until the others are loaded
    begin(partial(cloud.prepare, *THEN_SERVICES))
    found = region.read(path)
    if found.values:
        return found
    others = ", ".join(region.known())
    return Answer(why=f"contracts there: {others}" if others else "", none=True)


def _lag(region: LagRegion, cluster: str) -> Answer:
    found = region.hour(cluster)
    return Answer(found, found.newest_at) if found else Answer(why=NO_LAG)
