"""The account of the emulator: the one that every key belongs to which neither STS nor IAM handed out.

One process holds one emulator; moto knows the number as a constant of its own and is told a different one here.
"""

from __future__ import annotations

from moto.iam import models


def number() -> str:
    """The account's twelve digits."""
    return str(vars(models)["DEFAULT_ACCOUNT_ID"])


def use(account: str) -> None:
    """Make ``account`` the emulator's account."""
    vars(models)["DEFAULT_ACCOUNT_ID"] = account
