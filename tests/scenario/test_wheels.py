"""Both distributions, built and installed alone in empty environments."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.extent import in_test_all

ROOT = Path(__file__).resolve().parents[2]
CACHED_UV = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "standby/uv/bin/uv")
UV = shutil.which("uv") or str(CACHED_UV)

pytestmark = in_test_all


def run(*command: str, **environ: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env={**_environ(), **environ}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _environ() -> dict[str, str]:
    """This process's environment without the closed proxies of the tests: the packages come from the registry."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both wheels, in a folder."""
    folder = tmp_path_factory.mktemp("wheels")
    run(UV, "build", "--quiet", "--all-packages", "--wheel", "--out-dir", str(folder))
    return folder


@pytest.fixture
def alone(tmp_path: Path, wheels: Path, request: pytest.FixtureRequest) -> Path:
    """The scripts of an empty environment in which only the wheel of that name is installed."""
    [wheel] = wheels.glob(f"{request.param}-0*.whl")
    run(UV, "venv", "--quiet", str(tmp_path / "venv"))
    run(UV, "pip", "install", "--quiet", "--python", str(tmp_path / "venv/bin/python"), str(wheel))
    return tmp_path / "venv/bin"


@pytest.mark.parametrize("alone", ["standby"], indirect=True)
def test_the_product_alone_shows_its_help(alone: Path, tmp_path: Path, wheels: Path) -> None:
    assert "failback" in run(str(alone / "standby"), "--help")
    assert not (alone / "lab").exists()
    [wheel] = wheels.glob("standby-0*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "runbooks/promote-dr.sh" in names
    assert not [name for name in names if name.startswith(("lab/", "tests/", "demo/"))]
    role = "from components.promotion_role import POLICY_FILE; assert POLICY_FILE.is_file(), POLICY_FILE"
    subprocess.run([str(alone / "python"), "-c", role], cwd=tmp_path, check=True)


@pytest.mark.parametrize("alone", ["standby_lab"], indirect=True)
def test_the_lab_alone_comes_up_answers_and_goes_down(alone: Path, tmp_path: Path) -> None:
    lab = str(alone / "lab")
    environ = _environ() | {"LAB_HOME": str(tmp_path / "home")}
    ask = "import boto3, os; print(boto3.client('sts', region_name='us-east-1', endpoint_url=os.environ['URL'], aws_access_key_id='a', aws_secret_access_key='b').get_caller_identity()['Account'])"

    def here(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=tmp_path, env={**environ, **more}, capture_output=True, text=True, check=True, timeout=120
        )

    try:
        here(lab, "up")
        url = next(
            line.split("=", 1)[1] for line in here(lab, "env").stdout.splitlines() if "AWS_ENDPOINT_URL=" in line
        )
        account = here(str(alone / "python"), "-c", ask, URL=url, NO_PROXY="127.0.0.1").stdout.strip()
        assert account.isdigit()
        assert len(account) == 12
    finally:
        here(lab, "down")
