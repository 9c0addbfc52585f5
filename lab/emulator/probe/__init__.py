"""The public probe: what a browser would get from the deployed pair."""

from lab.emulator.probe.middleware import OPERATIONS, install, public

__all__ = ["OPERATIONS", "install", "public"]
