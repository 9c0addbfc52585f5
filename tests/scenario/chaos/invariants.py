"""What must hold whatever happens to a promotion: after every run, and after the last one.

Each function returns what is wrong, in words; nothing is wrong when it returns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lab.process import Emulator
from tests.scenario.promotion import seed_pair as seeding
from tests.scenario.promotion.runs import ABOVE, DONE, Run, public
from tests.scenario.promotion.seed_pair import GLOBAL, PATH, Pair
from tests.scenario.promotion.switchovers import doubled
from tests.scenario.promotion.truth import below, truth

Factory = Callable[..., Any]
IRREVERSIBLE, PLANNED = ("FailoverGlobalCluster", "RemoveFromGlobalCluster"), ("SwitchoverGlobalCluster",)
STOPPED = re.compile(r"STOPPED in step [a-z-]+\n  what: \S.*\n  do:   \S")
RAW = re.compile(r"Traceback|unbound variable|command not found|line \d+: (?!.*Killed)", re.MULTILINE)


def writes(aws: Factory, pair: Pair) -> bool:
    """Is the DR cluster a confirmed writer: the global database's writer, or alone; and available?"""
    rds = aws("rds", pair.dr.name)
    arn = pair.dr.values["database/cluster-arn"]
    members = rds.describe_global_clusters(GlobalClusterIdentifier=GLOBAL)["GlobalClusters"][0]["GlobalClusterMembers"]
    mine = [member for member in members if member["DBClusterArn"] == arn]
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=arn.rsplit(":", 1)[-1])["DBClusters"]
    return cluster["Status"] == "available" and (not mine or mine[0]["IsWriter"])


def carried_out(lab: Emulator, *operations: str) -> int:
    """How many of these calls AWS carried out, also where it answered that it broke down over them."""
    done = (*DONE, "InternalFailure", "ServiceUnavailable")
    return sum(
        call["operation"] in operations and call["reached"] and call["outcome"].startswith(done)
        for call in lab.client.calls()
    )


def too_often(lab: Emulator, dies_under_way: bool) -> Iterator[str]:
    """One call moves the writer; after a switchover that its region did not survive, one failover may follow."""
    for calls in (IRREVERSIBLE, PLANNED) if dies_under_way else ((*IRREVERSIBLE, *PLANNED),):
        if (count := carried_out(lab, *calls)) > 1:
            yield f"{count} calls of {', '.join(calls)}"


def after_any(lab: Emulator, aws: Factory, pair: Pair, *, dies_under_way: bool) -> Iterator[str]:
    """After a run that ended anywhere, and while one sleeps. `dies_under_way`: the primary is lost during a planned move."""
    found = truth(aws, pair)
    yield from too_often(lab, dies_under_way)
    writer = writes(aws, pair)
    if found["record"] == pair.dr.values["ingress/api-domain-target"]:
        if not writer:
            yield "the record points at DR, whose database is no confirmed writer"
    elif found["record"] != pair.primary.values["ingress/api-domain-target"]:
        yield f"the record points at {found['record']}"
    if (found["desired"][seeding.OFF] or found["rule"] == "ENABLED") and not writer:
        yield "single-runner work runs before the database writes"
    lowered = [name for name, count in found["desired"].items() if count < 1 and name != seeding.OFF]
    if lowered or (found["desired"][ABOVE[0]], found["min"][ABOVE[0]]) != ABOVE[1:]:
        yield f"scaled down: {found['desired']} {found['min']}"
    yield from locks(aws, pair.dr.name)


def while_both_live(lab: Emulator, aws: Factory, pair: Pair) -> Iterator[str]:
    """During and after a planned move of two healthy regions: nothing is lost, and nothing runs twice."""
    lost = [one["lost_writes"] for one in lab.client.truth()["promotions"]]
    if any(lost):
        yield f"lost writes: {lost}"
    if carried_out(lab, *IRREVERSIBLE):
        yield "a switchover made an irreversible call"
    yield from doubled(aws, pair)
    yield from locks(aws, pair.primary.name)


def locks(aws: Factory, region: str) -> Iterator[str]:
    """The region's generations without a gap, each released by its own run or not at all."""
    kept = {
        key.removeprefix("incident/lock/"): text
        for key, text in below(aws, region, PATH).items()
        if key.startswith("incident/lock/")
    }
    generations = sorted(key for key in kept if "/" not in key)
    if generations != [f"{number:06d}" for number in range(1, len(generations) + 1)]:
        yield f"{region}: generations with a gap: {generations}"
    for key, text in kept.items():
        if key.endswith("/released") and text.split()[0] != kept[key.split("/")[0]].split()[0]:
            yield f"{region}: {key} says {text}, the generation {kept[key.split('/')[0]]}"


def told(run: Run, changed: bool) -> Iterator[str]:
    """Do exit code and last words say what happened? `changed`: AWS has changed something for this run."""
    words = run.err
    if RAW.search(words):
        yield f"raw words: {RAW.search(words)}"
    if run.code == 0:
        if (
            "nothing to resume (" not in words
            and "is finished: nothing to resume" not in words
            and ": done (run " not in run.out
        ):
            yield "exit 0 without a report"
    elif run.code == 3:
        if "Preflight refuses: " not in words:
            yield "exit 3 without a refusal"
        if changed:
            yield "exit 3, but something was changed"
    elif run.code == 4:
        if not STOPPED.search(words):
            yield "exit 4 without the words of a stopped step"
        owned = "Another run owns this promotion now" in words
        if owned != ("overtaken: " in words) or (not owned and not words.rstrip().endswith("--resume")):
            yield "exit 4 without what to do next"
    else:
        yield f"exit {run.code}"


def at_the_end(lab: Emulator, aws: Factory, pair: Pair) -> Iterator[str]:
    """After the final resume, with all trouble gone: DR writes and serves at production, in all services."""
    found = truth(aws, pair)
    if not writes(aws, pair):
        yield "DR is no confirmed writer"
    if not carried_out(lab, *IRREVERSIBLE, *PLANNED):
        yield "no call has moved the writer"
    for entry in pair.dr.services:
        wanted = ABOVE[1:] if entry.name == ABOVE[0] else (entry.desired, entry.min)
        have = (found["desired"][entry.ecs_service], found["min"][entry.ecs_service])
        if have != wanted:
            yield f"{entry.name} has {have}, production is {wanted}"
    expected = {
        "listener": pair.dr.live_group,
        "rule": "ENABLED",
        "acu": seeding.PRODUCTION_ACU,
        "lock": None,
        "record": pair.dr.values["ingress/api-domain-target"],
    }
    for key, value in expected.items():
        if found[key] != value:
            yield f"{key} is {found[key]}, expected {value}"
    for method, path in (("GET", seeding.HEALTH_PATH), ("POST", seeding.WRITE_PATH)):
        status, body = public(lab, method, path)
        if status != 200 or (method == "GET" and f'"{pair.dr.name}"' not in body):
            yield f"{method} {path} answers {status} {body}"
