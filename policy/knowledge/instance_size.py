"""How large a database instance class is, as far as its name tells."""

from __future__ import annotations

import re

# vCPUs double from size to size; `large` has two
_SIZES = {"micro": 1, "small": 1, "medium": 1, "large": 2, "xlarge": 4}
_CLASS = re.compile(r"^db\.([a-z0-9-]+)\.(\d*)(micro|small|medium|large|xlarge)$")


def size(instance_class: str | None) -> int | None:
    """vCPUs of a class by its name (`db.r6g.4xlarge`: 16); None for Serverless and what has no size in its name."""
    found = _CLASS.match(instance_class or "")
    if not found:
        return None
    return _SIZES[found[3]] * int(found[2] or 1)
