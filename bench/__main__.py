"""`make bench`: every measurement, or those named: `python -m bench services`."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHES = ("gate", "promotion", "services")


def main(names: list[str]) -> int:
    """Run the named benches, or all; exit code 2 for a name that is none."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no bench named {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in names or BENCHES:
        import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
