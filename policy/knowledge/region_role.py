"""Which side of the pair a stack is.

A DR stack is known by its suffix or its name, never by `servesTraffic` or `isAuroraSecondary`: those flip while a
failback is under way.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from policy.engine.stack_config import StackConfig

DR_STACKS = "stacks that are the DR side, where neither suffix nor name (dr, standby, secondary, passive) says so"
_NAMED_DR = re.compile(r"(^|[-_.])(dr|standby|secondary|passive)($|[-_.])", re.IGNORECASE)


def is_dr(stack: str, config: StackConfig, dr_stacks: Collection[str] = ()) -> bool:
    """Whether the stack builds the DR side."""
    return stack in dr_stacks or bool(config.text("nameSuffix")) or bool(_NAMED_DR.search(stack))
