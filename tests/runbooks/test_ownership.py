"""Lock and journal of the promotion, model-checked: two or three operators, each call in any order, any of them suspended.

The operators are the real bash functions (`operator.bash`); SSM and the global database are this file's. Hypothesis
chooses whose call is answered next, whose answer is lost, who is killed and how much time passes: who is not chosen
sleeps. Never two irreversible calls, never one without ownership; in the end one resume finishes.

`STANDBY_OWNERSHIP=200` plays that many games instead of a few.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

SCRIPT = Path(__file__).parent / "operator.bash"
PATH = "/myapp/prod/standby"
DR, PRIMARY = (
    f"arn:aws:rds:{region}:123456789012:cluster:myapp-prod-{region}" for region in ("us-west-2", "us-east-1")
)
GAMES = int(os.environ.get("STANDBY_OWNERSHIP", "4"))
FRESH, SHOWS, TAKES = 15, 10, 60  # seconds: how long a proof counts, until a failover shows, until it is done


@dataclass
class Asked:
    """A question that waits for its answer."""

    operator: str
    words: list[str]
    connection: socket.socket

    def answer(self, code: int, text: str) -> None:
        with contextlib.suppress(OSError):  # the operator was killed
            self.connection.sendall(f"{code}\n{text}".encode())
        self.connection.close()


@dataclass
class World:
    """SSM, the global database and the time."""

    now: float = 1_000_000.0
    parameters: dict[str, str] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    accepted_at: float | None = None
    proved: dict[str, float] = field(default_factory=dict)  # operator → when it last saw its generation on top
    wrong: list[str] = field(default_factory=list)

    def carry_out(self, operator: str, words: list[str]) -> tuple[int, str]:
        """(exit code, text) of a call."""
        named = {key: value for key, value in itertools.pairwise(words) if key.startswith("--")}
        match words[1]:
            case "put-parameter":
                name = named["--name"]
                if name in self.parameters and "--overwrite" not in words:
                    return (
                        254,
                        "\nAn error occurred (ParameterAlreadyExists) when calling the PutParameter operation: x\n",
                    )
                self.parameters[name] = named["--value"]
                return 0, ""
            case "get-parameter":
                return 0, self.parameters[named["--name"]] + "\n"
            case "get-parameters-by-path":
                path = named["--path"] + "/"
                if path == f"{PATH}/incident/lock/":
                    self._looks(operator)
                return 0, "".join(f"{k}\t{v}\n" for k, v in sorted(self.parameters.items()) if k.startswith(path))
            case "describe-db-clusters":
                return 0, "available\t16.8\t1\n"
            case "describe-global-clusters":
                return 0, self._global()
        raise AssertionError(words)

    def _global(self) -> str:
        since = -1.0 if self.accepted_at is None else self.now - self.accepted_at
        moving, moved = SHOWS <= since < TAKES, since >= TAKES
        state = f"failing-over\t16.8\tfailing-over\t{DR}" if moving else "available\t16.8\tNone\tNone"
        return f"global\t{state}\nmember\t{PRIMARY}\t{not moved}\tNone\nmember\t{DR}\t{moved}\tconnected\n"

    def top(self) -> str:
        """What the highest generation says."""
        generations = sorted(key for key in self.parameters if re.fullmatch(rf"{PATH}/incident/lock/\d{{6}}", key))
        return self.parameters[generations[-1]] if generations else ""

    def owner(self) -> str:
        """The operator of the highest generation."""
        found = re.search(r"host=laptop-(\S+)", self.top())
        return found.group(1) if found else ""

    def _looks(self, operator: str) -> None:
        if self.owner() == operator:
            self.proved[operator] = self.now

    def irreversible(self, operator: str, lost: bool) -> tuple[int, str]:
        """The call arrives: at once, whenever its answer is given."""
        self.called.append(operator)
        if self.owner() != operator and self.now - self.proved.get(operator, 0) > FRESH:
            self.wrong.append(f"{operator} called, but {self.owner()} owns the move")
        if self.accepted_at is not None:
            self.wrong.append(f"{operator} called a second time: {self.called}")
        if lost:
            return 255, "Read timeout on endpoint URL\n"
        self.accepted_at = self.now
        return 0, ""


class Ownership(RuleBasedStateMachine):
    """One game."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = World()
        self.pending: list[Asked] = []
        self.fated: dict[int, tuple[int, str]] = {}  # answers of irreversible calls, which were carried out on arrival
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.codes: dict[str, int] = {}
        self.wire_loses = False
        self.waited = False
        self.arrived = threading.Condition()
        self.server = socket.create_server(("127.0.0.1", 0))
        self._tick(0)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection.makefile() as lines:
                line = lines.readline()
            if not line.endswith("\n"):  # killed between its connection and its question
                connection.close()
                continue
            operator, _, *words = line.rstrip("\n").split("\x1f")
            asked = Asked(operator, words, connection)
            with self.arrived:
                if words[1] == "failover-global-cluster":
                    self.fated[id(asked)] = self.world.irreversible(operator, self.wire_loses)
                self.pending.append(asked)
                self.arrived.notify_all()

    def _tick(self, seconds: float) -> None:
        self.world.now += seconds
        file = Path(self.folder.name, "now")
        file.with_suffix(".new").write_text(f"{int(self.world.now * 1000)}\n")
        file.with_suffix(".new").replace(file)

    def _of(self, operator: str) -> list[Asked]:
        """What an operator asks now, once it asks anything or has ended."""
        deadline = time.monotonic() + 20
        with self.arrived:
            while time.monotonic() < deadline:
                found = [asked for asked in self.pending if asked.operator == operator]
                if found or self.running[operator].poll() is not None:
                    return found
                self.arrived.wait(0.02)
        raise AssertionError(f"{operator} neither asks nor ends")

    def _answer(self, operator: str, how: str = "well") -> bool:
        """Answer one question of an operator; False when it has ended."""
        asked = next(iter(self._of(operator)), None)
        if asked is None:
            self.codes[operator] = self.running.pop(operator).returncode
            return False
        with self.arrived:
            self.pending.remove(asked)
        if asked.words[0] == "sleep":
            self._tick(float(asked.words[1]))
            asked.answer(0, "")
        elif id(asked) in self.fated:
            code, text = self.fated.pop(id(asked))
            asked.answer(*((code, text) if how == "well" else (255, "Read timeout on endpoint URL\n")))
        else:
            code, text = (255, "") if how == "dropped" else self.world.carry_out(operator, asked.words)
            asked.answer(*((code, text) if how == "well" else (255, "Read timeout on endpoint URL\n")))
        return True

    def _start(self, resume: bool) -> str:
        name = f"op{len(self.running) + len(self.codes) + 1}"
        command = ["bash", str(SCRIPT), name, str(self.server.getsockname()[1]), self.folder.name]
        with Path(self.folder.name, f"{name}.err").open("wb") as errors:
            self.running[name] = subprocess.Popen(
                [*command, *(["--resume"] if resume else [])],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        return name

    @precondition(lambda self: len(self.running) < 3)
    @rule(resume=st.booleans(), lost=st.sampled_from([False, False, True]))
    def somebody_starts(self, resume: bool, lost: bool) -> None:
        self.wire_loses = lost
        self._start(resume)

    @precondition(lambda self: self.running)
    @rule(
        data=st.data(),
        calls=st.integers(1, 12),
        how=st.sampled_from(["well", "well", "well", "well", "unheard", "dropped"]),
    )
    def somebody_goes_on(self, data: st.DataObject, calls: int, how: str) -> None:
        self.waited = False
        operator = data.draw(st.sampled_from(sorted(self.running)))
        for number in range(calls):
            if not self._answer(operator, how if number == calls - 1 else "well"):
                break

    @precondition(lambda self: self.running and list(self.codes.values()).count(-9) < 3)
    @rule(data=st.data())
    def somebody_is_killed(self, data: st.DataObject) -> None:
        self._kill(data.draw(st.sampled_from(sorted(self.running))))

    @precondition(lambda self: self.running and not self.waited)
    @rule(seconds=st.sampled_from([1, 14, 16, 25, 70, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.waited = True
        self._tick(seconds)

    def _kill(self, operator: str) -> None:
        process = self.running.pop(operator)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        with self.arrived:
            for asked in [asked for asked in self.pending if asked.operator == operator]:
                self.pending.remove(asked)
                asked.connection.close()
        self.codes[operator] = -9

    def teardown(self) -> None:
        try:
            self.wire_loses = False
            for operator in sorted(self.running):  # those suspended go on, one after the other
                for _ in self._until_ended(operator):
                    pass
            last = self._start(resume=True)
            for _ in self._until_ended(last):
                pass
            said = Path(self.folder.name, f"{last}.err").read_text()
            assert self.codes[last] == 0, said
            assert not self.world.wrong, self.world.wrong
            assert self.world.accepted_at is not None
            self._released()
            assert set(self.codes.values()) <= {0, 3, 4, -9}, self.codes
        finally:
            for operator in list(self.running):
                self._kill(operator)
            for asked in self.pending:
                asked.connection.close()
            self.server.close()
            self.folder.cleanup()

    def _until_ended(self, operator: str) -> Iterator[None]:
        for _ in range(2000):
            if not self._answer(operator):
                return
            yield
        raise AssertionError(f"{operator} never ends")

    def _released(self) -> None:
        """The last generation is free, and no generation was released by another run than its own."""
        kept = {k.removeprefix(f"{PATH}/incident/lock/"): v for k, v in self.world.parameters.items() if "/lock/" in k}
        generations = sorted(key for key in kept if "/" not in key)
        assert f"{generations[-1]}/released" in kept
        for key, text in kept.items():
            if "/" in key:
                assert text.split()[0] == kept[key.split("/")[0]].split()[0]


def test_never_two_calls_and_never_one_without_ownership() -> None:
    run_state_machine_as_test(
        Ownership,
        settings=settings(
            max_examples=GAMES,
            stateful_step_count=30,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
