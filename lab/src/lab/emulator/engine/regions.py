"""Which regions are out: the one truth that outages, replication and the probe share."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[str], None]


class RegionOutages:
    """Regions that are gone at the moment, with the mode of each (``refuse``, ``hang``, ``5xx``).

    Listeners hear of each change after it took effect: ``on_outage(region)``, ``on_heal(region)``.
    """

    def __init__(self) -> None:
        self.modes: dict[str, str] = {}
        self._outage_listeners: list[Listener] = []
        self._heal_listeners: list[Listener] = []

    def is_out(self, region: str) -> bool:
        return region in self.modes

    def on_outage(self, listener: Listener) -> None:
        self._outage_listeners.append(listener)

    def on_heal(self, listener: Listener) -> None:
        self._heal_listeners.append(listener)

    def start(self, region: str, mode: str = "refuse") -> None:
        """Take ``region`` out; a second outage of the same region only changes its mode."""
        known = region in self.modes
        self.modes[region] = mode
        if not known:
            for listener in self._outage_listeners:
                listener(region)

    def heal(self, region: str | None = None) -> list[str]:
        """Bring ``region`` (or all) back; returns the regions that were out."""
        healed = [name for name in self.modes if region in (None, name)]
        for name in healed:
            del self.modes[name]
            for listener in self._heal_listeners:
                listener(name)
        return healed

    def reset(self) -> None:
        """All regions up again, and nobody is told: used when the whole lab is wiped."""
        self.modes.clear()
