"""HTTP to the app, by `curl`: the same door, options and time-outs as the promotion's own probe."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass

from standby.errors import StepError
from standby.pair.facts import PublicAnswer

SECONDS = 10
NO_ANSWER = 599


@dataclass(frozen=True)
class CurlProbe:
    """`standby.pair.seams.Probe`. `write_path` None: the app has none, and a write cannot be proved by HTTP."""

    name: str
    health_path: str
    write_path: str | None
    seconds: int = SECONDS

    def ask(self, via: str | None = None) -> PublicAnswer:
        """A GET of the health path and a POST of the write path; `via` enters at that API domain, past DNS.

        Raises:
            StepError: there is no `curl`.
        """
        health, text = self._request("GET", self.health_path, via)
        write = self._request("POST", self.write_path, via)[0] if self.write_path else None
        return PublicAnswer(health, write, _region(text))

    def _request(self, method: str, path: str, via: str | None) -> tuple[int, str]:
        command = ["curl", "--silent", "--max-time", str(self.seconds), "--request", method]
        command += ["--write-out", "\n%{http_code}"]
        if via:
            command += ["--connect-to", f"{self.name}:443:{via}:443"]
        try:
            ran = subprocess.run(
                [*command, f"https://{self.name}{path}"],
                capture_output=True,
                text=True,
                check=False,
                timeout=self.seconds + 5,
            )
        except FileNotFoundError:
            raise StepError("there is no `curl` on PATH; it is needed to ask the app; install it") from None
        except subprocess.TimeoutExpired:
            return NO_ANSWER, ""
        body, _, code = ran.stdout.rpartition("\n")
        return (int(code) if code.isdigit() and code != "000" else NO_ANSWER), body


def _region(text: str) -> str | None:
    """The region that an answer names, if it is JSON that names one."""
    try:
        told = json.loads(text)
    except ValueError:
        return None
    region = told.get("region") if isinstance(told, dict) else None
    return region if isinstance(region, str) else None
