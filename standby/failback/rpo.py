"""What was lost: how to compare the old writer's last state with what lives on. A procedure, printed with real names.

Nothing is restored by this tool: a scratch cluster costs money and holds customers' data, so a person makes it.
"""

from __future__ import annotations

from standby.failback.report import kept_snapshots
from standby.pair.database import Snapshot
from standby.pair.facts import Facts
from standby.pair.topology import frozen_since

QUERIES = (
    (
        "newest rows, table by table (a table without such a column: compare counts)",
        "SELECT count(*), max(updated_at) FROM orders WHERE updated_at > timestamptz '{since}' - interval '1 hour';",
    ),
    (
        "rows that only the old writer has (through postgres_fdw or two \\copy files)",
        "SELECT old.* FROM scratch.orders old LEFT JOIN live.orders live USING (id) WHERE live.id IS NULL;",
    ),
    (
        "rows that both changed",
        "SELECT old.id FROM scratch.orders old JOIN live.orders live USING (id) WHERE old.* IS DISTINCT FROM live.*;",
    ),
    ("sequences that went further than the live ones", "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1;"),
)


def rpo_report(facts: Facts, subnet_group: str) -> str:
    """The procedure, for the newest snapshot that still holds what the old writer had."""
    kept = [one for one in kept_snapshots(facts) if one.status == "available"]
    if not kept:
        return (
            "There is no available snapshot of the old writer: nothing to compare.\n"
            "`standby failback apply` makes one before it deletes, and keeps the one that Aurora makes."
        )
    newest = max(kept, key=lambda one: (one.created.timestamp() if one.created else 0.0, one.identifier))
    since = frozen_since(facts)
    moment = f"{since:%Y-%m-%d %H:%M:%S}+00" if since else "<time of the promotion>"
    return "\n".join([*_restore(facts, newest, subnet_group), "", *_compare(moment), "", *_clean(facts)])


def _restore(facts: Facts, newest: Snapshot, subnet_group: str) -> list[str]:
    region, version = (
        facts.primary.region,
        facts.primary.cluster.engine_version if facts.primary.cluster else "<version>",
    )
    scratch = f"{facts.primary.cluster_id}-scratch"
    return [
        f"What the old writer had is in `{newest.identifier}` ({newest.size_gib} GiB) in {region}.",
        "Other snapshots are listed by `standby failback status` and in the report.",
        "",
        "1. Restore it to a scratch cluster, outside of the global database:",
        f"   aws rds restore-db-cluster-from-snapshot --region {region} --snapshot-identifier {newest.identifier} \\",
        f"     --db-cluster-identifier {scratch} --engine aurora-postgresql --engine-version {version} \\",
        f"     --db-subnet-group-name {subnet_group} --no-deletion-protection",
        f"   aws rds create-db-instance --region {region} --db-cluster-identifier {scratch} \\",
        f"     --db-instance-identifier {scratch}-1 --db-instance-class db.r6g.large --engine aurora-postgresql",
        f"   aws rds wait db-cluster-available --region {region} --db-cluster-identifier {scratch}",
    ]


def _compare(moment: str) -> list[str]:
    lines = [
        "2. Ask both, the scratch cluster and the live writer, from a task inside the VPC (names of tables are yours):"
    ]
    for about, query in QUERIES:
        lines += [f"   -- {about}", f"   {query.format(since=moment)}"]
    return [*lines, "3. Bring over by hand what must not be lost; write down what is given up, and who decided."]


def _clean(facts: Facts) -> list[str]:
    region, scratch = facts.primary.region, f"{facts.primary.cluster_id}-scratch"
    return [
        "4. Take the scratch cluster down:",
        f"   aws rds delete-db-instance --region {region} --db-instance-identifier {scratch}-1",
        f"   aws rds delete-db-cluster --region {region} --db-cluster-identifier {scratch} --skip-final-snapshot",
    ]
