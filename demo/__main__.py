"""`python -m demo`: what `make demo` shows; `python -m demo circle` is what `make circle` shows."""

from __future__ import annotations

import os
import sys

from demo.runner import play
from demo.screen import Screen
from demo.story import CHECKOUT, circle, demo
from lab.config import Home, home_of
from standby.errors import StandbyError
from standby.stacks.project import open_project

STORIES = {"demo": demo, "circle": circle}


def main(names: list[str]) -> int:
    """Play one story about the checkout's own pair in a lab of its own; exit code 2 for bad input."""
    name = names[0] if names else "demo"
    if name not in STORIES or len(names) > 1:
        print(f"usage: python -m demo [{' | '.join(STORIES)}]; found: {' '.join(names)}", file=sys.stderr)
        return 2
    try:
        pair = open_project(CHECKOUT)
    except StandbyError as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return problem.exit_code
    home = home_of(os.environ)
    return play(STORIES[name](pair), Home(home.folder / "demo", home.project), os.environ, Screen(), home.reports)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
