"""The lab's exceptions.

LabError                 anything a person at the prompt has to read; always one message, never a traceback
├── ToolchainError       a tool is missing, or could not be built or installed
├── EmulatorError        the emulator did not start, died, or does not answer
├── ProjectError         the project's lab.toml cannot be used
├── ControlError         the emulator answered a control request with a refusal
├── DataError            a database, cache or task of the data plane cannot do what it should
└── CommandError         a command in a workspace failed
"""

from __future__ import annotations


class LabError(Exception):
    """Says what was found, what is required, and what to do."""


class ToolchainError(LabError):
    """A tool is missing, or could not be built or installed."""


class EmulatorError(LabError):
    """The emulator did not start, died, or does not answer."""


class ProjectError(LabError):
    """The project's lab.toml cannot be used; names every problem."""


class ControlError(LabError):
    """The emulator refused a control request."""


class DataError(LabError):
    """A database, cache or task of the data plane cannot do what it should."""


class CommandError(LabError):
    """A command in a workspace failed; carries the end of what it said."""
