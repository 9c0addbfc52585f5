"""A plugin never outlives the process that started it.

The engine stops its plugins with SIGINT; when it is killed it stops nothing, and a plugin would stay for ever.
`PR_SET_PDEATHSIG` is no help: it fires when the *thread* of the Go runtime that made the plugin ends.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

PERIOD_SECONDS = 0.5


def leave() -> None:
    """End this process at once, with nothing printed: it owns no state."""
    os._exit(0)


def leave_with_parent(stop: Callable[[], None] = leave) -> None:
    """Call `stop` on SIGINT or SIGTERM (quietly: no traceback in the user's output), or once the parent is gone."""
    parent = os.getppid()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PERIOD_SECONDS)
        stop()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    threading.Thread(target=watch, name="leave-with-parent", daemon=True).start()
