"""A disk that fills up while a promotion runs: its temporary folder, its journal and its report lie there.

The disk is a small file system of the script's own (`unshare`, a tmpfs), filled to the last byte while AWS holds a call of
the script. What this does not show: a full disk under the home folder, where the AWS CLI keeps its cache.
"""

from __future__ import annotations

import contextlib
import errno
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.chaos.invariants import told
from tests.scenario.promotion.points import FULL
from tests.scenario.promotion.runs import ANSWERED, Promoter, Started, assert_promoted, assert_safe, held_at, promotions
from tests.scenario.promotion.seed_pair import Pair

pytestmark = pytest.mark.scenario
SIZE = "2m"
MOUNTED = ("unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size={SIZE} tmpfs "$0" && exec "$@"')
# the lock is taken; the irreversible call is made; all is done but the end; with `STANDBY_FULL=1` more between these
MOMENTS = [("PutParameter", "after"), ("FailoverGlobalCluster", "after"), ("GetChange", "after")]
if FULL:
    MOMENTS += [("FailoverGlobalCluster", "before"), ("UpdateService", "after"), ("ChangeResourceRecordSets", "after")]


def can_mount(folder: Path) -> bool:
    return subprocess.run([*MOUNTED, str(folder), "true"], capture_output=True, check=False).returncode == 0


def fill(started: Started, disk: Path) -> None:
    """Take every byte of the disk, as the script sees it."""
    room = Path(f"/proc/{started.process.pid}/root{disk}/everything-else")
    with room.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    with pytest.raises(OSError, match="No space left") as full, room.with_name("more").open("wb", buffering=0) as file:
        file.write(b"x" * 4096)
    assert full.value.errno == errno.ENOSPC


@pytest.mark.parametrize(("operation", "phase"), MOMENTS)
def test_a_disk_that_fills_up_stops_nothing_or_says_so(
    operation: str,
    phase: str,
    lab: Emulator,
    aws: Callable[..., Any],
    pair: Pair,
    promote: Promoter,
    tmp_path: Path,
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if not can_mount(disk):
        pytest.skip("no file system can be mounted here (unshare -rm, mount -t tmpfs)")
    started = held_at(
        operation,
        lab,
        promote,
        *("--report", str(disk / "reports"), "--timeout", "60"),
        environ={"TMPDIR": str(disk)},
        prefix=(*MOUNTED, str(disk)),
        phase=phase,
    )
    fill(started, disk)
    lab.client.clear_faults()
    run = started.wait()
    print(f"{operation} {phase}: exit {run.code}\n{run.err}")
    assert list(told(run, changed=True)) == [], run.err
    assert run.code in (0, 4)
    assert promotions(lab) <= 1
    if run.code == 4:
        assert_safe(aws, pair)
        run = promote.resume(*ANSWERED, environ={"HOSTNAME": "another"})
        assert run.code == 0, run.err
    assert promotions(lab) == 1
    assert_promoted(lab, aws, pair)
