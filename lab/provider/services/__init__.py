"""The types by service. This list is the whole registration: a module names its types in `RESOURCES`, its functions in
`FUNCTIONS`, and stands here, or it does not exist for the provider."""

from __future__ import annotations

from types import ModuleType

from lab.provider.services import kms

MODULES: tuple[ModuleType, ...] = (kms,)
