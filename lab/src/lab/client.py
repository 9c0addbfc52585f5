"""The emulator's control API (`/_lab/…`, JSON over HTTP on the loopback port), from the standard library alone.

Answers are handed on as they are: dictionaries and lists of JSON. Proxies of the environment are never used.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from lab.errors import ControlError, EmulatorError

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Client:
    """`url` is the lab's endpoint, e.g. `http://127.0.0.1:4566`.

    Every method raises EmulatorError when nothing answers, ControlError when the emulator refuses.
    """

    url: str
    timeout: float = 10.0

    def health(self) -> Any:
        """Answers as soon as the emulator is ready."""
        return self._call("GET", "health")

    def reset(self) -> Any:
        """Forget every resource, fault, outage and call."""
        return self._call("POST", "reset")

    def calls(self, since: int = 0) -> Any:
        """The journal of calls from number `since` on."""
        return self._call("GET", f"calls?{urllib.parse.urlencode({'since': since})}")

    def forget_calls(self) -> Any:
        """Empty the journal of calls."""
        return self._call("DELETE", "calls")

    def outage(self, region: str, mode: str = "refuse", control_planes: str = "alive") -> Any:
        """Take a region away: `mode` refuse, hang or 5xx; `control_planes` alive or lost (Route 53, IAM)."""
        return self._call("POST", "outage", {"region": region, "mode": mode, "control_planes": control_planes})

    def heal(self, region: str | None = None) -> Any:
        """Give the region back, or all of them."""
        return self._call("POST", "heal", {"region": region} if region else {})

    def add_fault(self, **fault: Any) -> Any:
        """service, operation, region, error, status, message, times, after, latency, access_key, kill_client."""
        return self._call("POST", "faults", {key: value for key, value in fault.items() if value is not None})

    def faults(self) -> Any:
        """The faults that are set."""
        return self._call("GET", "faults")

    def clear_faults(self) -> Any:
        """Take all faults away."""
        return self._call("DELETE", "faults")

    def clock(self) -> Any:
        """The lab's time."""
        return self._call("GET", "clock")

    def advance(self, seconds: float) -> Any:
        """Let `seconds` of the lab's time pass at once."""
        return self._call("POST", "clock", {"advance": seconds})

    def profile(self) -> Any:
        """How long AWS's waits take here."""
        return self._call("GET", "profile")

    def set_profile(self, name: str, factor: float | None = None) -> Any:
        """instant, scaled (real durations divided by `factor`), or real."""
        return self._call("POST", "profile", {"name": name} | ({} if factor is None else {"factor": factor}))

    def lag(self) -> Any:
        """Replication lag of every global database."""
        return self._call("GET", "lag")

    def set_lag(self, **lag: Any) -> Any:
        """global_cluster, process (steady, spike, growing), ms and what else that process takes."""
        return self._call("POST", "lag", {key: value for key, value in lag.items() if value is not None})

    def truth(self) -> Any:
        """What really happened: failovers with the lag at that moment, and the writes that count."""
        return self._call("GET", "truth")

    def data(self) -> Any:
        """Of a lab with data: databases, tasks, lines, promotions with what they lost. Raises ControlError without."""
        return self._call("GET", "data")

    def door(self) -> Any:
        """The public names, and the region where each leads now."""
        return self._call("GET", "door")

    def resolver(self) -> Any:
        """How long the public's resolver keeps an answer."""
        return self._call("GET", "resolver")

    def set_resolver(self, ttl: float) -> Any:
        """Keep answers for `ttl` seconds; what is kept now is forgotten."""
        return self._call("POST", "resolver", {"ttl": ttl})

    def run_schedule(self, name: str, region: str | None = None) -> Any:
        """Run the task of an EventBridge rule to its end: its region, its exit code and what it said."""
        begun = self._call("POST", "run-schedule", {"name": name} | ({"region": region} if region else {}))
        while not (told := self._call("GET", f"run-schedule?run={begun['run']}"))["done"]:
            time.sleep(0.1)
        return told | begun

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_lab/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        try:
            with _DIRECT.open(request, timeout=self.timeout) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise ControlError(f"the lab refused {method} /_lab/{path}: {_reason(error)}") from error
        except (OSError, HTTPException, ValueError) as error:
            raise EmulatorError(f"no lab answers at {self.url} ({error}): run `lab up`") from error
        return json.loads(text) if text else None


def _reason(error: urllib.error.HTTPError) -> str:
    text = error.read().decode(errors="replace")
    try:
        said = json.loads(text)
    except ValueError:
        return text.strip() or f"HTTP {error.code}"
    return str(said.get("error") or said.get("message") or said) if isinstance(said, dict) else str(said)
