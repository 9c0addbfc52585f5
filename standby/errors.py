"""The package's exceptions (the tree is drawn in the package's docstring), each with the exit code it ends in."""

from __future__ import annotations


class StandbyError(Exception):
    """Something that ends a command; the message says what was found, what is required and how to go on."""

    exit_code = 4


class UsageError(StandbyError):
    """What was asked makes no sense here; nothing was done."""

    exit_code = 2


class RefusedError(StandbyError):
    """A named reason not to go on; nothing was done.

    `reason` is a stable slug (`lag-unknown`, `record-still-primary`) that scripts can match.
    """

    exit_code = 3

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class StepError(StandbyError):
    """A step did not get through; the facts are unharmed and running again resumes."""

    exit_code = 4


class CloudError(StepError):
    """AWS answered with an error; `code` is AWS's own."""

    def __init__(self, region: str, call: str, code: str, message: str) -> None:
        super().__init__(f"{call} in {region}: {code}: {message}")
        self.region, self.call, self.code = region, call, code


class UnreachableError(CloudError):
    """No answer in bounded time: the region is gone, the network is, or credentials cannot be had."""


class MissingError(CloudError):
    """AWS knows no such thing."""


class StackError(StepError):
    """Pulumi did not get through; the message carries its last words."""


class OvertakenError(StepError):
    """Another run owns the move now; nothing is to be resumed here."""


class DeclinedError(StandbyError):
    """The operator said no, or nobody was there to say yes."""

    exit_code = 5
