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


def doubles(values: Mapping[str, str]) -> list[str]:
    """Each ECS service and each rule that more than one key of a contract names, with those keys."""
    named: dict[str, list[str]] = {}
    for key, text in sorted(values.items()):
        if key.startswith(f"{SERVICES}/"):
            named.setdefault(f"ECS service {ServiceEntry.decode(text).ecs_service}", []).append(key)
        if key.startswith(f"{SCHEDULES}/"):
            named.setdefault(f"rule {ScheduleEntry.decode(text).rule}", []).append(key)
    return [f"{' and '.join(keys)} are the same {what}" for what, keys in named.items() if len(keys) > 1]


def _services(contract: Mapping[str, str], proposal: Proposal) -> list[Difference]:
    """Services: there or not, and the groups that lead to them. Counts are the operator's decision, not a fact, and so
    is the name under which the contract lists an ECS service."""
    found = []
    said_of, real_of = _by_ecs_service(contract), _by_ecs_service(proposal.values)
    for ecs_service in sorted({*said_of, *real_of}):
        key, said = said_of.get(ecs_service, ("", ""))
        real_key, real = real_of.get(ecs_service, ("", ""))
        if not said or not real:
            why = "" if real else "no such service in the cluster"
            found.append(Difference(key or real_key, said, real, why))
            continue
        one, two = ServiceEntry.decode(said), ServiceEntry.decode(real)
        if dict(one.target_group_arns) != dict(two.target_group_arns):
            found.append(Difference(key, said, real))
        if one.image not in (NONE, two.image):
            found.append(Difference(f"{key} (image)", one.image, two.image))
    return found


def _by_ecs_service(values: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """ECS service → the key that names it and its text."""
    entries = {key: text for key, text in sorted(values.items()) if key.startswith(f"{SERVICES}/")}
    return {ServiceEntry.decode(text).ecs_service: (key, text) for key, text in entries.items()}
