"""Contract against reality: which keys say something else than the account does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pattern.contract import NONE, PLATFORM_KEYS, SCHEDULES, SERVICES, ScheduleEntry, ServiceEntry
from standby.contract.discovery import Proposal

# said by a person; no account can confirm or deny them
_SAID = frozenset(
    {"version", "probe/health-path", "probe/write-path", "iam/promotion-role-arn", "watch/topic-arn", "dns/role-arn"}
)


@dataclass(frozen=True)
class Difference:
    """One key: what the contract says, and what was found (empty: nothing, or no single answer)."""

    key: str
    contract: str
    account: str
    note: str = ""

    def __str__(self) -> str:
        found = self.account or self.note or "nothing"
        return f"{self.key}: the contract says {self.contract or 'nothing'}; found: {found}"


def differences(contract: Mapping[str, str], proposal: Proposal) -> list[Difference]:
    """Every platform key and service whose contract value is not what was found; empty when they agree."""
    found = []
    for key in (one.name for one in PLATFORM_KEYS):
        said, real = contract.get(key, ""), proposal.values.get(key, "")
        if key not in _SAID and said != real and not _choice_of(said, proposal.notes.get(key, "")):
            found.append(Difference(key, said, real, proposal.notes.get(key, "")))
    said_rules, real_rules = _rules(contract), _rules(proposal.values)
    found += [Difference(f"{SCHEDULES}: {rule}", rule, "", "no such rule") for rule in sorted(said_rules - real_rules)]
    found += [Difference(f"{SCHEDULES}: {rule}", "", rule) for rule in sorted(real_rules - said_rules)]
    return [*found, *_services(contract, proposal)]


def _rules(values: Mapping[str, str]) -> set[str]:
    """The EventBridge rules of all schedules; under which name a contract lists a rule is the operator's choice."""
    return {ScheduleEntry.decode(entry).rule for key, entry in values.items() if key.startswith(f"{SCHEDULES}/")}


def _choice_of(said: str, note: str) -> bool:
    """Several candidates were found, and the contract names one of them."""
    return note.startswith("ambiguous") and said in note.split("keep one of ", 1)[-1].split(", ")


def _services(contract: Mapping[str, str], proposal: Proposal) -> list[Difference]:
    """Services: there or not, and the groups that lead to them. Counts are the operator's decision, not a fact."""
    found = []
    prefix = f"{SERVICES}/"
    names = sorted({key for key in (*contract, *proposal.values) if key.startswith(prefix)})
    for key in names:
        said, real = contract.get(key, ""), proposal.values.get(key, "")
        if not said or not real:
            found.append(Difference(key, said, real, "" if real else "no such service in the cluster"))
            continue
        one, two = ServiceEntry.decode(said), ServiceEntry.decode(real)
        if one.ecs_service != two.ecs_service or dict(one.target_group_arns) != dict(two.target_group_arns):
            found.append(Difference(key, said, real))
        if one.image not in (NONE, two.image):
            found.append(Difference(f"{key} (image)", one.image, two.image))
    return found
