"""`python -m demo`: what `make demo` shows; `python -m demo circle` is what `make circle` shows."""

from __future__ import annotations

import os
import sys

from demo.runner import play
from demo.screen import Screen
from demo.story import CIRCLE, DEMO
from lab.config import Home, home_of

STORIES = {"demo": DEMO, "circle": CIRCLE}


def main(names: list[str]) -> int:
    """Play one story in a lab of its own; exit code 2 for a name that is none."""
    name = names[0] if names else "demo"
    if name not in STORIES or len(names) > 1:
        print(f"usage: python -m demo [{' | '.join(STORIES)}]; found: {' '.join(names)}", file=sys.stderr)
        return 2
    home = home_of(os.environ)
    return play(STORIES[name], Home(home.folder / "demo"), os.environ, Screen(), home.reports)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
