"""A worker of the warm AWS CLI: a fork that becomes one call after the other. See `warm_cli.py`."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

# what the CLI keeps of a call: items of the environment, and (option, what follows it)
Kept = tuple[frozenset[tuple[str, str]], tuple[tuple[str, str], ...]]
# global options that it reads again at every call, and what it reads again from the environment
FRESH = ("--query", "--output")
FRESH_ENVIRON = ("PATH", "PWD")
OVER = b"."  # a worker's word to the server


def receive(connection: socket.socket) -> bytes:
    """All that a client says of one call; ConnectionError when it leaves before the end.

    Words end in NUL: `Ename=value`, `Aargument`, and `X` alone for the end.
    """
    said = b""
    # a value may end in X (a session token does, now and then): only the whole word counts
    while not said.endswith(b"\0X\0"):
        part = connection.recv(65536)
        if not part:
            raise ConnectionError("the client left")
        said += part
    return said


def understood(said: bytes) -> tuple[dict[str, str], list[str]]:
    """(environment, arguments) of what a client said."""
    words = said.decode(errors="surrogateescape").split("\0")[:-2]
    environ = dict(word[1:].split("=", 1) for word in words if word.startswith("E"))
    return environ, [word[1:] for word in words if word.startswith("A")]


def kept(options: Collection[str], environ: Mapping[str, str], arguments: Sequence[str]) -> Kept:
    """What the CLI may keep from this call to the next: of the environment, and of its global `options`."""
    names = set(options).difference(FRESH)

    def names_one(word: str) -> bool:
        """Also by its beginning, which the CLI takes for the whole name."""
        name = word.split("=", 1)[0]
        return len(name) > 2 and any(one.startswith(name) for one in names)

    words = tuple(pair for pair in pairwise([*arguments, ""]) if names_one(pair[0]))
    return frozenset(item for item in environ.items() if item[0] not in FRESH_ENVIRON), words


def work(driver: Any, channel: socket.socket) -> None:
    """In the fork: answer one call after the other, until the channel ends. Never returns."""
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv[0] = "aws"
        while True:
            _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
            if not descriptors:
                return
            with socket.socket(fileno=descriptors[0]) as connection:
                answer(driver, *understood(receive(channel)), channel, connection)
    finally:
        os._exit(0)


def answer(
    driver: Any, environ: dict[str, str], arguments: list[str], channel: socket.socket, connection: socket.socket
) -> None:
    """Become the call, and answer; the server hears first that it is over."""
    out, err = os.memfd_create("out"), os.memfd_create("err")
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(environ["PWD"])
    try:
        code = int(driver.main([*arguments, "--endpoint-url", environ["LAB_URL"]]))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    said = [os.pread(stream, os.fstat(stream).st_size, 0) for stream in (out, err)]
    os.close(out)
    os.close(err)
    head = f"{code & 255} {len(said[0])} {len(said[1])}\n".encode()
    channel.sendall(OVER)
    with contextlib.suppress(OSError):  # the client was killed in this moment
        connection.sendall(head + said[0] + said[1])
