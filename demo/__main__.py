"""`python -m demo`: what `make demo` shows; `python -m demo drill-failover` is what `make drill` shows.

A second argument names an SVG file for a picture of the session, such as the one in the README.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from demo.drill import drill
from demo.preconditions import demand
from demo.runner import play
from demo.screen import Screen
from demo.story import CHECKOUT, demo
from lab.config import Home, home_of
from lab.errors import LabError
from pattern.errors import PatternError
from standby.errors import StandbyError
from standby.stacks.project import open_project

STORIES = {
    "demo": demo,
    "drill-failover": drill("failover"),
    "drill-switchover": drill("switchover"),
}


def main(names: list[str]) -> int:
    """Play one story about the checkout's own pair in a lab of its own; exit code 2 for bad input."""
    name = names[0] if names else "demo"
    if name not in STORIES or len(names) > 2:
        print(f"usage: python -m demo [{' | '.join(STORIES)}] [picture.svg]; found: {' '.join(names)}", file=sys.stderr)
        return 2
    try:
        home = home_of(os.environ)
        pair = open_project(CHECKOUT)
        demand(pair, home.project)
        story = STORIES[name](pair)
    except (StandbyError, PatternError, LabError) as problem:
        print(f"{name}: {problem}", file=sys.stderr)
        return getattr(problem, "exit_code", 2)
    screen, stage = Screen(), Home(home.folder / "demo", home.project)
    code = play(story, stage, os.environ, screen, home.reports, data=name.startswith("drill"))
    if len(names) == 2:
        screen.save(Path(names[1]), f"$ make {name}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
