"""The command: every end is one message and its exit code; no traceback reaches the user."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from standby import cli, connect
from standby.errors import DeclinedError, RefusedError, StepError, UsageError
from standby.options import Options
from standby.pair.ownership import holder
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT
from tests.standby.fake_world import DR, PRIMARY, FakeOperator, FakePair


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakePair:
    """The command on the fake pair."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    pair = FakePair()

    project = open_project(CHECKOUT)

    def opened(options: Options, *, gate: bool = True) -> connect.Connection:
        world = pair.world(FakeOperator(agrees=bool(options.yes_to)), pair.lock(options.take_over))
        return connect.Connection(project, world, tmp_path / f"run-{gate}.jsonl")

    monkeypatch.setattr(connect, "open_pair", opened)
    return pair


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The real entry point: exit code, both outputs."""
    monkeypatch.setattr(sys, "argv", ["standby", *arguments])
    try:
        cli.main()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_status_plan_and_both_regions(
    pair: FakePair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pair.promote("detach")
    for words, found in (
        (("failback", "status"), "stands alone"),
        (("failback", "status"), "set-freeze"),
        (("failback", "plan"), "delete-stale"),
    ):
        code, out = run(monkeypatch, capsys, *words)
        assert code == 0
        assert found in out
    assert not any("Put" in call or "Delete" in call for call in pair.ground.calls)


def test_apply_fails_back_and_releases_the_lock(
    pair: FakePair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pair.promote("managed")
    code, out = run(monkeypatch, capsys, "failback", "apply", "--yes-to", "all")
    assert (code, "Normal operation" in out) == (0, True)
    assert pair.in_normal_state()
    for region in (DR, PRIMARY):
        assert holder(pair.parameters[region]) is None
        assert "incident/lock/000001/released" in pair.parameters[region]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("failback", "apply", "--step", "delete-stale", "--yes-to", "all"), 3, "Next is set-freeze"),
        (("failback", "apply", "--step", "dance"), 2, "there is no step 'dance'"),
        (("failback", "apply"), 5, "was not confirmed"),
        (("failback", "dance"), 2, "No such command"),
    ],
)
def test_ends_have_their_codes(
    pair: FakePair,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    pair.promote("detach")
    found, out = run(monkeypatch, capsys, *words)
    assert found == code
    assert message in out
    assert "Traceback" not in out


def test_failed_step_is_4_and_a_refusal_3(
    pair: FakePair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pair.promote("managed")
    pair.ground.faults["PutParameter"] = ["x", "AccessDenied"] * 9
    code, out = run(monkeypatch, capsys, "failback", "apply", "--yes-to", "all")
    assert code == 4
    assert "PutParameter" in out
    pair.ground.faults.clear()
    pair.die()
    code, out = run(monkeypatch, capsys, "failback", "apply", "--yes-to", "all")
    assert code == 3
    assert "nothing to do but wait" in out


def test_abort_says_where_that_leaves_the_pair(
    pair: FakePair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pair.promote("detach")
    pair.parameters[DR]["incident/lock/000001"] = "run=dead kind=failback by=x@elsewhere at=x host=elsewhere pid=1"
    assert run(monkeypatch, capsys, "failback", "abort")[0] == 3
    code, out = run(monkeypatch, capsys, "failback", "abort", "--take-over", "dead")
    assert code == 0
    assert "There is NO secondary of the database" in out
    for region in (DR, PRIMARY):
        assert holder(pair.parameters[region]) is None
    assert "incident/lock/000002/released" in pair.parameters[DR]


def test_bug_of_ours_is_a_sentence_and_a_file(
    pair: FakePair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(connect, "observe", lambda _: pair.no_such_thing)  # type: ignore[attr-defined]
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    code, out = run(monkeypatch, capsys, "failback", "status")
    assert code == 4
    assert "should not happen" in out
    assert "Traceback" not in out
    assert "AttributeError" in next(tmp_path.glob("standby-error-*.log")).read_text()


def test_rpo_report_says_what_to_run(
    pair: FakePair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no available snapshot" in run(monkeypatch, capsys, "failback", "--rpo-report")[1]
    assert pair.in_normal_state()


def test_exit_codes_are_those_of_the_promotion() -> None:
    assert [kind.exit_code for kind in (UsageError, RefusedError, StepError, DeclinedError)] == [2, 3, 4, 5]


def test_a_named_command_is_the_only_one_that_is_imported() -> None:
    """Importing all of them takes longer than most of them run."""
    ask = "import sys; from standby.cli import app_for; app_for(['status']); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.split()
    assert "standby.status.command" in told
    assert not {"pulumi", "standby.adopt.command"} & set(told)


def test_help_names_every_command() -> None:
    runner = CliRunner()
    assert all(name in runner.invoke(cli.app_for(), ["--help"]).output for name in ("status", "preflight", "failback"))
    text = runner.invoke(cli.app_for(), ["failback", "--help"]).output
    assert all(name in text for name in ("status", "plan", "apply", "abort", "--rpo-report"))
