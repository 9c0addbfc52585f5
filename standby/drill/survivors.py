"""Which acknowledged writes the serving side still has: each id is asked for, one by one, through the public name."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from standby.drill.door import Door
from standby.errors import StepError

AT_ONCE, PATIENCE_SECONDS = 8, 60.0


def survivors(door: Door, path: str, ids: Sequence[str], patience: float = PATIENCE_SECONDS) -> set[str]:
    """The ids that are there. Missing is what the application answers with 404, and nothing else.

    Raises:
        StepError: an id could be neither found nor ruled out in `patience` seconds; a guess would be a lie about loss.
    """
    ends = time.monotonic() + patience

    def there(order: str) -> bool:
        while True:
            reply = door.ask("GET", f"{path}/{order}")
            if not reply.error:
                return True
            if reply.status == 404:
                return False
            if time.monotonic() > ends:
                raise StepError(
                    f"GET {path}/{order} answers {reply.error}: whether that write survived is not known; lost writes "
                    "were not counted. Look at the application, then count again from the client's log"
                )
            time.sleep(0.2)

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return {order for order, found in zip(ids, pool.map(there, ids), strict=True) if found}
