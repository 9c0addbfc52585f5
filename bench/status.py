"""`standby status` beside the slowest single call that it makes, when every call takes half a second.

On the lab a call takes milliseconds, and starting Python would be all that is measured. So each answer is held back
for half a second: what is left above it is the start, and calls that wait for each other.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bench.figures import Comparison, Figure, cost, in_turn
from bench.paced import PacedLab
from tests.standby.status.seeded import project_folder

HELD_SECONDS = 0.5
SEEN = (0, 3)  # 3: the seeded zone's ID is not the one that the project's config names
ASK = "import boto3; boto3.client('ssm', region_name='us-west-2').get_parameters_by_path(Path='/x')"


def compare(runs: int) -> list[Comparison]:
    """One comparison."""
    with tempfile.TemporaryDirectory() as folder:
        bench = PacedLab(Path(folder))
        try:
            pair = bench.seeded(3)
            bench.lab.client.heal()
            bench.lab.client.set_profile("instant")
            bench.lab.client.add_fault(latency=HELD_SECONDS)
            project = project_folder(Path(folder) / "project", pair)
            status = [str(Path(sys.executable).with_name("standby")), "status", "--project", str(project)]
            call = [sys.executable, "-c", ASK]
            environ = {**bench.environ, "HOME": os.environ.get("HOME", folder)}
            ours, single = in_turn(
                runs, lambda: cost(status, project, environ, SEEN).wall, lambda: cost(call, project, environ).wall
            )
        finally:
            bench.close()
    one = Figure("one call", single)
    note = (
        f"Every answer is held back for {HELD_SECONDS} s; both include the start of Python and boto3. The floor is "
        f"{(one.middle + HELD_SECONDS) / one.middle:.2f}: the contract says what there is to ask for, so there are "
        "two rounds, each with all its calls side by side. What is above it is processor time, most of it boto3's."
    )
    return [Comparison("standby status", Figure("standby status", ours), one, 1.5, note)]
