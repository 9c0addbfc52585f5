"""Every call of a run to AWS, beside its journal: when, where, which, how long, how it ended; not what was said.

`runbooks/lib/aws.sh` writes the same lines for a promotion.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore import xform_name

from standby.journal import CALLS
from standby.private_files import private_append

_BEGAN = "standby_began"


@dataclass
class CallLog:
    """The calls of one run; nothing is written before its journal is: a look leaves no file behind."""

    journal: Path
    _waiting: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def watch(self, client: Any) -> None:
        """Note every call of this boto3 client, each page as one."""
        events = client.meta.events
        region = client.meta.region_name

        def begin(context: dict[str, Any], **_: object) -> None:
            context[_BEGAN] = time.time()

        def answered(model: Any, parsed: dict[str, Any], context: dict[str, Any], **_: object) -> None:
            code = parsed.get("Error", {}).get("Code", "")
            self._note(region, f"{model.service_model.service_name} {model.name}", code or "answered", context)

        def failed(exception: Exception, context: dict[str, Any], event_name: str = "", **_: object) -> None:
            operation = event_name.rpartition(".")[2]
            self._note(
                region, f"{client.meta.service_model.service_name} {operation}", type(exception).__name__, context
            )

        events.register("before-call", begin)
        events.register("after-call", answered)
        events.register("after-call-error", failed)

    def _note(self, region: str, call: str, result: str, context: dict[str, Any]) -> None:
        service, _, operation = call.partition(" ")
        began = float(context.get(_BEGAN, time.time()))
        line = {
            "ms": str(int(began * 1000)),
            "seconds": f"{max(time.time() - began, 0.0):.3f}",
            "region": region,
            "call": f"{service} {xform_name(operation, '-')}",
            "result": result,
        }
        with self._lock:
            self._waiting.append(json.dumps(line) + "\n")
            if not self.journal.is_file():
                return
            # nothing of a failback stops for this list
            with contextlib.suppress(OSError):
                private_append(self.journal.with_suffix(CALLS), "".join(self._waiting))
            self._waiting.clear()
