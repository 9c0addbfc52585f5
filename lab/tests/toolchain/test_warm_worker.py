"""What a worker hears, and what decides whether it may answer the next call, too."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence

import pytest

from lab.toolchain.warm_worker import kept, receive, understood

OPTIONS = {"--region", "--profile", "--query", "--output", "--no-paginate"}
ENVIRON = {"AWS_ACCESS_KEY_ID": "a", "PATH": "/bin", "PWD": "/"}
CALL = ("rds", "describe-db-clusters", "--region", "us-west-2", "--query", "DBClusters")


def test_a_call_is_heard_to_its_end_and_understood() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        words = b"EAWS_SESSION_TOKEN=0X\0EPWD=/a=b\0Asts\0AX\0X\0"
        theirs.sendall(words)
        assert receive(ours) == words
        assert understood(words) == ({"AWS_SESSION_TOKEN": "0X", "PWD": "/a=b"}, ["sts", "X"])
        theirs.sendall(b"EPWD=X")
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(ConnectionError):
            receive(ours)


@pytest.mark.parametrize(
    ("environ", "arguments", "same"),
    [
        (ENVIRON | {"PATH": "/usr/bin", "PWD": "/tmp"}, CALL, True),
        (ENVIRON, ("sts", "get-caller-identity", "--output", "text", "--region", "us-west-2"), True),
        (ENVIRON, ("rds", "describe-db-clusters"), False),
        (ENVIRON, ("rds", "describe-db-clusters", "--region=us-west-2"), False),
        (ENVIRON, ("rds", "describe-db-clusters", "--region", "us-east-1"), False),
        (ENVIRON, (*CALL, "--no-paginate"), False),
        (ENVIRON | {"AWS_ACCESS_KEY_ID": "b"}, CALL, False),
        (ENVIRON | {"AWS_MAX_ATTEMPTS": "1"}, CALL, False),
    ],
)
def test_a_worker_answers_again_only_where_what_the_cli_keeps_is_the_same(
    environ: Mapping[str, str], arguments: Sequence[str], same: bool
) -> None:
    assert (kept(OPTIONS, environ, arguments) == kept(OPTIONS, ENVIRON, CALL)) is same


@pytest.mark.parametrize("option", [("--reg", "us-west-2"), ("--no-pag",)])
def test_an_option_that_is_cut_short_counts(option: tuple[str, ...]) -> None:
    assert kept(OPTIONS, ENVIRON, ("sts", "get-caller-identity", *option)) != kept(OPTIONS, ENVIRON, ("sts", "x"))
