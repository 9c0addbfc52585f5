"""What the account says about the database. No Pulumi here."""

from __future__ import annotations

import json

from demo.runner import Stage


def writers(stage: Stage, region: str) -> dict[str, str]:
    """Region of each member of the global database → "writer" or "secondary", asked in `region`."""
    answer = stage.workspace.run("aws", "rds", "describe-global-clusters", "--region", region, "--output", "json")
    members = [m for cluster in json.loads(answer.stdout)["GlobalClusters"] for m in cluster["GlobalClusterMembers"]]
    return {m["DBClusterArn"].split(":")[3]: "writer" if m["IsWriter"] else "secondary" for m in members}
