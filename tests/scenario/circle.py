"""A full circle on the lab: four stacks up with the gate on, a region lost, DR promoted, primary again."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from lab.client import Client
from lab.workspace import Workspace
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT

# the pair that the fixture `workspace` runs
PAIR = open_project(CHECKOUT / "tests" / "pair")
PRIMARY = PAIR.primary.region
STACKS = tuple((project, stack) for project in (".", "workloads") for stack in ("primary", "dr"))
PACK = {".": "policy", "workloads": "../policy"}
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
IN_FLIGHT_SECONDS = 1.5
UNTIL_SECONDS = 60.0
UP = ("up", "--yes", "--skip-preview")


@dataclass
class Circle:
    """One pair on the lab. `state` is where `standby` keeps its journals."""

    workspace: Workspace
    lab: Client
    state: Path
    dr: str = PAIR.dr.region

    def up(self) -> None:
        """All four stacks, from nothing, gate on, and the images that they run."""
        self.push_images("1.0.0", "1.0.1")
        for project, stack in STACKS:
            self.workspace.pulumi(*UP, "--stack", stack, "--policy-pack", PACK[project], project=project)

    def push_images(self, *tags: str) -> None:
        """The services' images in each region's own registry, as a deployment leaves them."""
        for region in (PRIMARY, self.dr):
            for name in ("myapp/web", "myapp/worker"):
                at = ("--repository-name", name, "--region", region)
                self.workspace.run("aws", "ecr", "create-repository", *at, check=False)  # it may be there
                for tag in tags:
                    manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "name": f"{name}:{tag}"})
                    self.workspace.run("aws", "ecr", "put-image", *at, "--image-tag", tag, "--image-manifest", manifest)

    def as_promoter(self) -> dict[str, str]:
        """Credentials of the role that the DR stack made for whoever promotes."""
        name = "/myapp/prod/standby/iam/promotion-role-arn"
        role = self.aws(self.dr, "ssm", "get-parameter", "--name", name)["Parameter"]["Value"]
        session = ("--role-session-name", "oncall")
        keys = self.aws(self.dr, "sts", "assume-role", "--role-arn", role, *session)["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }

    def promote(self, mode: str = "managed", check: bool = True) -> subprocess.CompletedProcess[str]:
        """`runbooks/promote-dr.sh` with the rights of that role, agreed to beforehand."""
        script = str(CHECKOUT / "runbooks" / "promote-dr.sh")
        wanted = ("--app", "myapp", "--env", "prod", "--region", self.dr, "--mode", mode)
        agreed = ("--yes", "--confirm", "myapp-prod-global", "--report", str(self.state / "promotion"))
        environ = {**self.workspace.environ, **self.as_promoter()}
        return Workspace(self.workspace.folder, environ).run(script, *wanted, *agreed, check=check)

    def standby(
        self, *arguments: str, check: bool = True, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """`standby …` in the project's folder."""
        command = str(Path(sys.executable).parent / "standby")
        environ = {**self.workspace.environ, "XDG_STATE_HOME": str(self.state), **(env or {})}
        return Workspace(self.workspace.folder, environ).run(command, *arguments, check=check)

    def apply(self, *more: str, check: bool = True, env: dict[str, str] | None = None) -> Any:
        """`standby failback apply`, agreed to beforehand."""
        return self.standby("failback", "apply", "--yes-to", "all", "--poll", "0.1", *more, check=check, env=env)

    def dirty(self, stacks: Sequence[tuple[str, str]] = STACKS) -> dict[str, str]:
        """Those of the stacks on which `preview --refresh --expect-no-changes` is not clean, with its words."""
        found = {}
        for project, stack in stacks:
            arguments = ("preview", "--refresh", "--expect-no-changes", "--stack", stack)
            done = self.workspace.pulumi(*arguments, project=project, check=False)
            if done.returncode != 0:
                found[f"{project}:{stack}"] = done.stdout + done.stderr
        return found

    def aws(self, region: str, *command: str) -> Any:
        """A read with the AWS CLI, as JSON."""
        return json.loads(self.workspace.run("aws", *command, "--region", region, "--output", "json").stdout or "null")

    def writer(self) -> str:
        """ARN of the global database's writer, as DR sees it."""
        found = self.aws(self.dr, "rds", "describe-global-clusters", "--query", "GlobalClusters[].GlobalClusterMembers")
        return str(next(member["DBClusterArn"] for member in found[0] if member["IsWriter"]))

    def desired(self, region: str) -> dict[str, int]:
        """Desired count by ECS service."""
        services = ("--services", "myapp-prod-web", "myapp-prod-worker")
        found = self.aws(region, "ecs", "describe-services", "--cluster", "myapp-prod", *services)["services"]
        return {service["serviceName"]: service["desiredCount"] for service in found}

    def enabled(self, region: str) -> list[str]:
        """Names of the schedules' rules that are switched on."""
        rules = self.aws(region, "events", "list-rules")["Rules"]
        return [rule["Name"] for rule in rules if rule["State"] == "ENABLED"]

    def muted(self, region: str) -> list[str]:
        """Names of the alarms whose actions are switched off."""
        alarms = self.aws(region, "cloudwatch", "describe-alarms")["MetricAlarms"]
        return [alarm["AlarmName"] for alarm in alarms if not alarm["ActionsEnabled"]]

    @property
    def backend(self) -> Path:
        """The folder of the file backend."""
        return Path(self.workspace.environ["PULUMI_BACKEND_URL"].removeprefix("file://"))

    def state_file(self, project: str, stack: str) -> bytes:
        """A stack's state as it lies on the backend, byte for byte."""
        return (self.backend / ".pulumi" / "stacks" / project / f"{stack}.json").read_bytes()

    def public(self) -> dict[str, Any]:
        """What the public name answers to a GET, and the status of a POST."""
        get = self.workspace.run("curl", "-s", "https://app.example.com/healthz").stdout
        post = self.workspace.run(
            "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", "https://app.example.com/healthz/write"
        ).stdout
        return {**json.loads(get), "post": int(post)}

    def config(self) -> str:
        """The primary platform's config file."""
        return (self.workspace.folder / "Pulumi.primary.yaml").read_text()

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """Every call that the lab has answered."""
        found: list[dict[str, Any]] = self.lab.calls(since)
        return found

    def mend_backend(self) -> list[str]:
        """What the message about a file that was cut short asks of a person; returns the files mended."""
        mended = []
        for file in self.backend.rglob("stacks/*/*"):
            if file.is_file() and file.stat().st_size == 0:
                mended.append(file.name)
                if file.suffix == ".attrs":
                    file.unlink()
                elif file.suffix == ".json":
                    shutil.copy(file.with_suffix(".json.bak"), file)
        return mended

    def apply_and_be_killed(self, operation: str, seconds: float = 300.0) -> bool:
        """`apply`, killed with all its children while `operation` is in flight; False: it ended without that call.

        The lab takes its time over that call, so that the kill comes before the answer; AWS does it all the same.
        """
        self.lab.add_fault(operation=operation, latency=IN_FLIGHT_SECONDS, times=1)
        try:
            return self._killed_at(operation, seconds)
        finally:
            self.lab.clear_faults()

    def _killed_at(self, operation: str, seconds: float) -> bool:
        since = max((call["n"] for call in self.calls()), default=0)
        environ = {**self.workspace.environ, "XDG_STATE_HOME": str(self.state)}
        command = [
            str(Path(sys.executable).parent / "standby"),
            "failback",
            "apply",
            "--yes-to",
            "all",
            "--poll",
            "0.1",
        ]
        child = subprocess.Popen(
            command,
            cwd=self.workspace.folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + seconds
        while child.poll() is None and time.monotonic() < deadline:
            if any(call["operation"] == operation for call in self.calls(since)):
                _kill_family(child.pid)
                child.wait()
                return True
            time.sleep(0.05)
        return False


def _kill_family(pid: int) -> None:
    """The process and everything that it started, at once and without a warning."""
    parent = psutil.Process(pid)
    for process in [*parent.children(recursive=True), parent]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait for a fact, and return it."""
    deadline = time.monotonic() + UNTIL_SECONDS
    while not (found := true()):
        assert time.monotonic() < deadline, f"{what}: not within {UNTIL_SECONDS:.0f} s"
        time.sleep(0.05)
    return found
