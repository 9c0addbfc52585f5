"""The boxes of the architecture picture: one ComponentResource in each file; `layers/` wires them for the default pair.

Programs of your own import from here: `from components import Database, FailoverContract, Names`. Each name
is loaded when it is first used, because importing every AWS service costs more than most programs need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.cache import Cache, CacheArgs
    from components.contract import FailoverContract, FailoverContractArgs
    from components.database import Database, DatabaseArgs
    from components.dns import Dns, DnsArgs
    from components.encryption import Encryption, EncryptionArgs
    from components.network import Network, NetworkArgs
    from components.promotion_role import PromotionRole, PromotionRoleArgs
    from pattern.database import Capacity
    from pattern.database import Database as DatabaseSettings
    from pattern.naming import Names

__all__ = [
    "Cache",
    "CacheArgs",
    "Capacity",
    "Database",
    "DatabaseArgs",
    "DatabaseSettings",
    "Dns",
    "DnsArgs",
    "Encryption",
    "EncryptionArgs",
    "FailoverContract",
    "FailoverContractArgs",
    "Names",
    "Network",
    "NetworkArgs",
    "PromotionRole",
    "PromotionRoleArgs",
]

_MODULES = {
    "Cache": "components.cache",
    "CacheArgs": "components.cache",
    "Capacity": "pattern.database",
    "Database": "components.database",
    "DatabaseArgs": "components.database",
    "Dns": "components.dns",
    "DnsArgs": "components.dns",
    "Encryption": "components.encryption",
    "EncryptionArgs": "components.encryption",
    "FailoverContract": "components.contract",
    "FailoverContractArgs": "components.contract",
    "Names": "pattern.naming",
    "Network": "components.network",
    "NetworkArgs": "components.network",
    "PromotionRole": "components.promotion_role",
    "PromotionRoleArgs": "components.promotion_role",
}


def __getattr__(name: str) -> object:
    if name == "DatabaseSettings":
        return import_module("pattern.database").Database
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; there are {', '.join(__all__)}")
    found: object = getattr(import_module(_MODULES[name]), name)
    return found
