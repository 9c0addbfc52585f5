"""The public probe: what a browser would get from the deployed pair."""

from lab.emulator.engine.probe.middleware import OPERATIONS, install, public

__all__ = ["OPERATIONS", "install", "public"]
