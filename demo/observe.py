"""What a bystander sees: the app's public answer, and what the account says about the database. No Pulumi here."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from demo.runner import Stage

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_SECONDS = 10.0


@dataclass(frozen=True)
class Answer:
    """The public answer for the app's name: HTTP status (599: none at all) and the body's fields."""

    status: int
    body: dict[str, Any]

    @property
    def region(self) -> str:
        """The region that served it; empty when none did."""
        return str(self.body.get("region", ""))

    def __str__(self) -> str:
        if self.status == 200:
            return f"200 from {self.region}"
        return f"no answer ({self.body.get('error', self.status)})"


# the app's own paths, as in the failover contract (`probe/health-path`, `probe/write-path`)
PATHS = {"GET": "/healthz", "POST": "/healthz/write"}


def public(stage: Stage, host: str, method: str = "GET") -> Answer:
    """Ask as the public does, by name: read its health, or try a write. The lab answers as the deployed pair would."""
    url = stage.emulator.url + PATHS[method]
    request = urllib.request.Request(url, headers={"Host": host}, method=method)
    try:
        with _DIRECT.open(request, timeout=_SECONDS) as answer:
            return Answer(answer.status, _fields(answer.read()))
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, _fields(refused.read()))
    except OSError as error:
        return Answer(599, {"error": str(error)})


def writers(stage: Stage, region: str) -> dict[str, str]:
    """Region of each member of the global database → "writer" or "secondary", asked in `region`."""
    answer = stage.workspace.run("aws", "rds", "describe-global-clusters", "--region", region, "--output", "json")
    members = [m for cluster in json.loads(answer.stdout)["GlobalClusters"] for m in cluster["GlobalClusterMembers"]]
    return {m["DBClusterArn"].split(":")[3]: "writer" if m["IsWriter"] else "secondary" for m in members}


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except ValueError:
        return {"error": body.decode(errors="replace").strip()}
    return fields if isinstance(fields, dict) else {"error": str(fields)}
