"""Processes that the language host starts for the engine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import grpc
from pulumi.runtime.proto import analyzer_pb2, language_pb2

from lab.toolchain.plugin_run import Children, run_pack, run_plugin


def request(folder: Path, *arguments: str) -> language_pb2.RunPluginRequest:
    info = language_pb2.ProgramInfo(root_directory=str(folder), program_directory=str(folder))
    return language_pb2.RunPluginRequest(pwd=str(folder), args=arguments, info=info)


def program(folder: Path, text: str) -> Path:
    (folder / "__main__.py").write_text(text)
    return folder


def ignore(_callback: Callable[[], None]) -> None:
    """No engine goes away in these tests."""


def test_both_streams_and_the_exit_code_come_back(tmp_path: Path) -> None:
    folder = program(
        tmp_path, "import sys; print('out'); print('err', file=sys.stderr); print(sys.argv[1]); sys.exit(7)"
    )
    answers = list(run_plugin(request(folder, "argument"), sys.executable, os.environ, Children(), ignore))
    assert [a.stdout for a in answers if a.stdout] == [b"out\n", b"argument\n"]
    assert [a.stderr for a in answers if a.stderr] == [b"err\n"]
    assert answers[-1].exitcode == 7


def test_leaving_the_block_stops_the_process() -> None:
    children = Children()
    with children.start([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        assert child.poll() is None
    assert child.poll() is not None


def test_stop_ends_them_all_even_those_that_ignore_it() -> None:
    children = Children()
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    with children.start([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        started = time.monotonic()
        children.stop()
        assert child.poll() is not None
        assert time.monotonic() - started < 15
        child.stdout.close()


PACK = """
import sys
from pulumi_policy import EnforcementLevel, PolicyPack, StackValidationPolicy
import pulumi
def judge(args, report):
    report("stack " + pulumi.get_stack())
policy = StackValidationPolicy("always", "x", judge)
PolicyPack("trial", enforcement_level=EnforcementLevel.MANDATORY, policies=[policy])
"""


def test_a_real_pack_runs_behind_the_proxy_and_knows_the_stack(tmp_path: Path) -> None:
    program(tmp_path, PACK)
    (tmp_path / "PulumiPolicy.yaml").write_text("runtime: python\nversion: 1.2.3\n")
    children = Children()
    answers = run_pack(request(tmp_path, "127.0.0.1:1"), sys.executable, os.environ, children, ignore)
    port = int(next(answers).stdout)
    rest = threading.Thread(target=lambda: list(answers), daemon=True)
    rest.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:

        def call(method: str, message: bytes) -> bytes:
            answer: bytes = channel.unary_unary(f"/pulumirpc.Analyzer/{method}")(message, timeout=30)
            return answer

        config = analyzer_pb2.AnalyzerStackConfigureRequest(project="shop", stack="dr", dry_run=True)
        call("ConfigureStack", config.SerializeToString())
        found = analyzer_pb2.AnalyzeResponse.FromString(
            call("AnalyzeStack", analyzer_pb2.AnalyzeStackRequest().SerializeToString())
        )
    children.stop()
    rest.join(15)
    assert [(d.policyName, d.message) for d in found.diagnostics] == [("always", "x\nstack dr")]


def test_a_pack_that_ends_at_start_says_why(tmp_path: Path) -> None:
    program(tmp_path, "raise SystemExit('no such module')")
    answers = run_pack(request(tmp_path, "127.0.0.1:1"), sys.executable, os.environ, Children(), ignore)
    port = int(next(answers).stdout)
    collected: list[language_pb2.RunPluginResponse] = []
    rest = threading.Thread(target=lambda: collected.extend(answers), daemon=True)
    rest.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        channel.unary_unary("/pulumirpc.Analyzer/ConfigureStack")(b"", timeout=30)
    rest.join(30)
    assert b"no such module" in b"".join(answer.stderr for answer in collected)
    assert collected[-1].exitcode == 1
