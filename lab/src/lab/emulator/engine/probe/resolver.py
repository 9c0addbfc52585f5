"""The public's resolver: it may keep an answer for a while, so that a client goes on to where the name led before.

``POST /_lab/resolver {"ttl": seconds}`` chooses for how long (Route 53 gives an alias to an API domain 60 s; many
clients keep it longer). The default of 0 asks Route 53 for every request. Clients that name themselves with the header
``X-Lab-Client`` have a cache of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lab.emulator.engine.control import ControlError

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context
    from lab.emulator.engine.control import ControlRequest


@dataclass
class Resolver:
    """``ttl`` in lab seconds; answers by (client, name) with the moment until which they are kept."""

    ttl: float = 0.0
    _kept: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)

    def ask(self, client: str, name: str, now: float, look_up: Callable[[], str]) -> str:
        """Where ``name`` leads for ``client``; what ``look_up`` raises is never kept."""
        key = (client, name.lower())
        if key in self._kept and now < self._kept[key][1]:
            return self._kept[key][0]
        found = look_up()
        self._kept[key] = (found, now + self.ttl)
        return found

    def clear(self) -> None:
        """Forget every answer; the time to live is the default again."""
        self._kept.clear()
        self.ttl = 0.0


def install(context: Context) -> None:
    """Put a resolver into ``context``, with its control routes."""
    resolver = context.state["resolver"] = Resolver()

    def choose(request: ControlRequest) -> object:
        ttl = request.required("ttl")
        if isinstance(ttl, bool) or not isinstance(ttl, (int, float)) or ttl < 0:
            raise ControlError(f"ttl takes seconds, 0 or more; found {ttl!r}")
        resolver.clear()
        resolver.ttl = float(ttl)
        return {"ttl": resolver.ttl}

    context.control.route("GET", "/_lab/resolver", lambda _: {"ttl": resolver.ttl})
    context.control.route("POST", "/_lab/resolver", choose)
    context.on_reset(resolver.clear)
