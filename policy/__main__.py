"""Where Pulumi starts the pack: `--policy-pack policy`."""

from __future__ import annotations

import sys
from pathlib import Path

# Pulumi runs this folder, not the package: its parent holds `policy` and `pattern`, here and in the assembled pack.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from policy.environment import require


def main() -> None:
    """Check what is needed, and only then import what needs it."""
    require()
    from policy.engine.pack import serve
    from policy.rules import RULES

    serve(RULES)


main()
