"""How the writer moves to another cluster: by force, with what had arrived, or in good order, with everything."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg

from lab.data import loss
from lab.data.database import Database
from lab.errors import DataError

# a server that stops waits until its standby has everything: the lag, and some
HALT_SECONDS = 60.0


@dataclass
class Move:
    """One move of the writer; `done` once the target takes writes. `record` is what the truth API tells."""

    target: Database
    source: Database | None
    data_loss: bool
    cut_at: float
    record: dict[str, Any] = field(default_factory=dict)
    done: bool = False

    def run(self) -> None:
        """Promote the target; a move that cannot be finished says why in its record, and the source goes on."""
        try:
            self._run()
        except (DataError, psycopg.Error) as wrong:
            self.record["problem"] = f"{type(wrong).__name__}: {wrong}"
            if self.source is not None and self.source.role == "halted":
                self.source.resume()
            raise

    def _run(self) -> None:
        """A switchover stops the source first and waits until its last byte has arrived."""
        began = time.time()
        if not self.data_loss and self.source is not None and self.source.up:
            self.source.await_follower()
            self.source.halt(HALT_SECONDS)
            self.target.await_arrival(str(self.source.server.checkpoint()))
        if self.target.role == "follower":
            self.target.promote()
        self.done = True
        self.record.update(seconds=round(time.time() - began, 3), **self._loss())

    def _loss(self) -> dict[str, Any]:
        if self.source is None or not self.data_loss:
            return loss.Loss(0).told()
        position = str(self.target.server.ask("select pg_last_wal_replay_lsn()::text"))
        self.record["position"] = position
        return loss.since(self.source.server, position).told()


def begin(
    target: Database, source: Database | None, *, data_loss: bool, cut_at: float, label: Callable[[], Any]
) -> Move:
    """Start a move in the target's own queue; the caller has cut or fenced what must not pass any more."""
    move = Move(target, source, data_loss, cut_at)
    move.record.update(label())
    target.enqueue(move.run)
    return move
