"""Processes that the language host starts, and how a plugin's output travels back to the engine."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

from pulumi.runtime.proto import language_pb2

from lab.toolchain import program
from lab.toolchain.policy_proxy import PolicyProxy

_STOP_SECONDS = 5.0
_Chunk = tuple[str, bytes] | None
OnEnd = Callable[[Callable[[], None]], Any]


class Children:
    """The processes that this host has started and that still run."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()

    @contextlib.contextmanager
    def start(self, command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
        """Start `command`; at the end of the block it is stopped if it still runs."""
        child: subprocess.Popen[bytes] = subprocess.Popen(command, **options)
        self._running.add(child)
        try:
            yield child
        finally:
            _stop(child)
            self._running.discard(child)
            for stream in (child.stdout, child.stderr):
                if stream is not None:
                    stream.close()

    def stop(self) -> None:
        """Stop them all."""
        for child in tuple(self._running):
            child.terminate()
        for child in tuple(self._running):
            _stop(child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def run_plugin(
    request: language_pb2.RunPluginRequest, python: str, environ: Mapping[str, str], children: Children, on_end: OnEnd
) -> Iterator[language_pb2.RunPluginResponse]:
    """Run a plugin that is itself a Python program."""
    command = [python, "-u", request.info.program_directory, *request.args]
    with children.start(command, cwd=request.pwd, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        on_end(child.terminate)
        yield from _output(child)


def run_pack(
    request: language_pb2.RunPluginRequest, python: str, environ: Mapping[str, str], children: Children, on_end: OnEnd
) -> Iterator[language_pb2.RunPluginResponse]:
    """Run a policy pack behind a proxy, whose port is the first line that the engine reads."""
    proxy = PolicyProxy()
    on_end(proxy.stop)
    yield language_pb2.RunPluginResponse(stdout=f"{proxy.port}\n".encode())
    with children.start(
        program.policy_command(request, python),
        cwd=request.info.program_directory,
        env=program.policy_environment(proxy.configuration(), environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        on_end(child.terminate)
        assert child.stdout is not None
        first = child.stdout.readline().strip()
        if first.isdigit():
            proxy.connect(int(first))
            yield from _output(child)
            return
        # the engine ends before it has shown the pack's output: the refusal carries it
        rest, said = child.communicate()
        told = "\n".join(part.decode(errors="replace").strip() for part in (said, first, rest) if part.strip())
        proxy.fail(f"the policy pack {request.info.program_directory} did not start: {told or 'it said nothing'}")
        yield language_pb2.RunPluginResponse(stderr=said)
        yield language_pb2.RunPluginResponse(exitcode=child.wait())


def _output(child: subprocess.Popen[bytes]) -> Iterator[language_pb2.RunPluginResponse]:
    """Both streams line by line as they come, then the exit code."""
    chunks: queue.Queue[_Chunk] = queue.Queue()

    def pump(stream: IO[bytes], name: str) -> None:
        for line in stream:
            chunks.put((name, line))
        chunks.put(None)

    assert child.stdout is not None
    assert child.stderr is not None
    for stream, name in ((child.stdout, "stdout"), (child.stderr, "stderr")):
        threading.Thread(target=pump, args=(stream, name), daemon=True).start()
    for _ in ("stdout", "stderr"):
        while (chunk := chunks.get()) is not None:
            name, line = chunk
            if name == "stdout":
                yield language_pb2.RunPluginResponse(stdout=line)
            else:
                yield language_pb2.RunPluginResponse(stderr=line)
    yield language_pb2.RunPluginResponse(exitcode=child.wait())
