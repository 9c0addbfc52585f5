"""The deeds of an adoption, each of which looks first whether it is done: run again, it goes on where it stopped."""

from __future__ import annotations

import importlib.metadata
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from standby.adopt.facts import Facts
from standby.adopt.plan import destructive, of_imported, sentence
from standby.adopt.proposal import COMPONENT, Imported, import_document
from standby.aws.cloud import Cloud
from standby.errors import MissingError, RefusedError, StackError, StepError
from standby.pair.facts import StackRef
from standby.pair.seams import Change

STACK = StackRef("platform", "primary")
PATIENCE_SECONDS, POLL_SECONDS = 900.0, 5.0

Say = Callable[[str], None]


class Stacks(Protocol):
    """Of `standby.stacks.automation.PulumiStacks`, what an adoption needs."""

    def resources(self, stack: StackRef) -> tuple[Mapping[str, Any], ...]: ...

    def take_in(self, stack: StackRef, file: Path) -> None: ...

    def preview(self, stack: StackRef) -> tuple[Change, ...]: ...


def ensure_global_cluster(cloud: Cloud, facts: Facts, identifier: str, say: Say) -> None:
    """A global database around the cluster; engine, version and encryption come from it."""
    if facts.owner is None:
        cloud.call(
            "rds",
            "create_global_cluster",
            GlobalClusterIdentifier=identifier,
            SourceDBClusterIdentifier=facts.arn,
            DeletionProtection=True,
        )
        say(f"made     global database {identifier} around {facts.identifier}")
    else:
        say(f"is there global database {identifier} with {facts.identifier}")
    _wait(f"global database {identifier} to be available", lambda: _global_available(cloud, identifier))
    _wait(f"cluster {facts.identifier} to be available", lambda: _cluster_available(cloud, facts.identifier))


def ensure_replica(cloud: Cloud, facts: Facts, peer_region: str, say: Say) -> None:
    """The master secret in the other region, under the same name."""
    if facts.secret is not None and peer_region in facts.secret.replicas:
        say(f"is there replica of secret {facts.secret_name} in {peer_region}")
        return
    cloud.call(
        "secretsmanager",
        "replicate_secret_to_regions",
        SecretId=facts.secret_name,
        AddReplicaRegions=[{"Region": peer_region}],
    )
    say(f"made     replica of secret {facts.secret_name} in {peer_region}")


State = Mapping[tuple[str, str], Mapping[str, Any]]


def read_state(stacks: Stacks, rows: Sequence[Imported]) -> State:
    """What the primary's platform state has, by type and name.

    Raises:
        RefusedError: it has another database under one of the names of `rows`.
        StackError: there is no such stack.
    """
    state = {(str(one["type"]), str(one["urn"]).rsplit("::", 1)[-1]): one for one in stacks.resources(STACK)}
    for row in rows:
        known = state.get((row.type, row.name))
        if known is not None and known.get("id") != row.id:
            raise RefusedError(
                "another-database",
                f"the state has {row.name} as {known.get('id')!r}, not as {row.id!r}: this stack has a database of its "
                "own. Adopt into a stack that was never brought up, or destroy that database first (docs/destroy.md)",
            )
    return state


def ensure_imported(stacks: Stacks, rows: Sequence[Imported], file: Path, say: Say) -> None:
    """Global cluster, cluster and instances in the primary's state, under the program's names; errors as above."""
    state = read_state(stacks, rows)
    missing = [row for row in rows if (row.type, row.name) not in state]
    component = state.get(COMPONENT)
    document = import_document(missing, _provider(), component["urn"] if component else None)
    if not missing:
        say(f"is there import of {', '.join(row.id for row in rows)}")
        return
    file.write_text(json.dumps(document, indent=2) + "\n")
    say(f"wrote    {file.name}")
    stacks.take_in(STACK, file)
    say(f"imported {', '.join(row.id for row in missing)}")


def prove(stacks: Stacks, rows: Sequence[Imported], say: Say) -> None:
    """A preview of the primary's platform; nothing imported may be replaced or deleted.

    Raises:
        RefusedError: it would be; with every such change, key by key.
    """
    changes = stacks.preview(STACK)
    found = of_imported(changes, rows)
    bad = [sentence(row, change) for row, change in found if destructive(change)]
    if bad:
        lines = "\n".join(f"  - {line}" for line in bad)
        raise RefusedError(
            "would-recreate",
            f"the plan would recreate what was imported, so it is refused:\n{lines}\n"
            "Make the config say what is there (standby:existing.database, standby:database, standby:names), and run "
            "this again. Do not run `pulumi up` before it passes",
        )
    for row, change in found:
        say(f"in place {sentence(row, change)}")
    made = sum(change.op == "create" for change in changes)
    say(f"preview  {made} to create, {len(found)} of the imported to change in place, none to replace or delete")


def _provider() -> str:
    try:
        return importlib.metadata.version("pulumi_aws")
    except importlib.metadata.PackageNotFoundError:
        raise StackError(
            "pulumi_aws is not installed beside this command, so the provider's version is not known; run it from the "
            "project's own environment"
        ) from None


def _global_available(cloud: Cloud, identifier: str) -> bool:
    try:
        told = cloud.call("rds", "describe_global_clusters", GlobalClusterIdentifier=identifier)["GlobalClusters"]
    except MissingError:
        return False
    return any(one["GlobalClusterIdentifier"] == identifier and one["Status"] == "available" for one in told)


def _cluster_available(cloud: Cloud, identifier: str) -> bool:
    told = cloud.call("rds", "describe_db_clusters", DBClusterIdentifier=identifier)["DBClusters"]
    return bool(told[0]["Status"] == "available")


def _wait(what: str, done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > end:
            raise StepError(f"waited {PATIENCE_SECONDS:.0f} s for {what}; it goes on in AWS: run this again later")
        time.sleep(POLL_SECONDS)
