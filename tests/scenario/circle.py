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
from pattern import workloads
from pattern.placeholders import fill
from standby.stacks.project import Project, open_project, stack_config
from tests.checkout import CHECKOUT

PRIMARY = open_project(CHECKOUT / "tests" / "pair").primary.region  # of the pair that the fixture `workspace` runs
STACKS = tuple((project, stack) for project in (".", "workloads") for stack in ("primary", "dr"))
PACK = "policy"  # in both folders: workloads/policy is a link to it
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
IN_FLIGHT_SECONDS = 1.5
UNTIL_SECONDS = 60.0
UP = ("up", "--yes", "--skip-preview")
IRREVERSIBLE = ("FailoverGlobalCluster", "RemoveFromGlobalCluster")


@dataclass
class Circle:
    """The pair that the workspace's config describes. `state` is where `standby` keeps its journals."""

    workspace: Workspace
    lab: Client
    state: Path

    def __post_init__(self) -> None:
        self.pair: Project = open_project(self.workspace.folder)
        self.primary, self.dr = self.pair.primary.region, self.pair.dr.region
        self.stem, self.contract = self.pair.primary.names.stem, self.pair.primary.names.contract_path
        self.url = f"https://{self.pair.primary.domain.name}/healthz"
        stack = self.pair.stacks["primary"]
        config = stack_config(self.pair.folder("workloads"), stack)
        self.services = workloads.load(config, stack).services

    def up(self) -> None:
        """All four stacks, from nothing, gate on, and the images that they run."""
        self.push_images("1.0.0", "1.0.1")
        for project, stack in STACKS:
            self.workspace.pulumi(*UP, "--stack", stack, "--policy-pack", PACK, project=project)

    def push_images(self, *tags: str) -> None:
        """The services' images in each region's own registry, as a deployment leaves them."""
        for region in (self.primary, self.dr):
            for service in self.services:
                name = fill(service.image.split("/", 1)[1].rsplit(":", 1)[0], {"app": self.pair.primary.app})
                at = ("--region", region, "--repository-name", name)
                self.workspace.run("aws", "ecr", "create-repository", *at, check=False)  # it may be there
                for tag in tags:
                    manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "name": f"{name}:{tag}"})
                    self.workspace.run("aws", "ecr", "put-image", *at, "--image-tag", tag, "--image-manifest", manifest)

    def as_promoter(self) -> dict[str, str]:
        """Credentials of the role that the DR stack made for whoever promotes."""
        name = f"{self.contract}/iam/promotion-role-arn"
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
        app, environment = self.pair.primary.app, self.pair.primary.environment
        wanted = ("--app", app, "--env", environment, "--region", self.dr, "--mode", mode)
        agreed = ("--yes", "--confirm", f"{self.stem}-global", "--report", str(self.state / "promotion"))
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
        services = ("--services", *(f"{self.stem}-{service.name}" for service in self.services))
        found = self.aws(region, "ecs", "describe-services", "--cluster", self.stem, *services)["services"]
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
        get = self.workspace.run("curl", "-s", self.url).stdout
        post = self.workspace.run(
            "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", f"{self.url}/write"
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
            *["failback", "apply", "--yes-to", "all", "--poll", "0.1"],
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


def go_round(circle: Circle, mode: str, production: dict[str, int], warm: dict[str, int], schedules: list[str]) -> None:
    """The primary lost, DR promoted, and back again; what runs where is compared on the way."""
    circle.lab.outage(circle.primary)
    circle.lab.forget_calls()
    circle.promote(mode)
    calls = circle.calls()
    assert [call["operation"] for call in calls if call["outcome"].startswith("AccessDenied")] == []
    assert sum(call["operation"] in IRREVERSIBLE for call in calls) == 1
    assert (circle.desired(circle.dr), circle.enabled(circle.dr)) == (production, schedules)
    assert circle.public() == {**circle.public(), "region": circle.dr, "post": 200}
    down = circle.standby("failback", "apply", "--yes-to", "all", check=False)
    assert down.returncode == 3
    assert "nothing to do but wait" in down.stderr
    circle.lab.heal()
    done = circle.apply()
    assert "Normal operation" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert circle.writer().split(":")[3] == circle.primary
    assert circle.public() == {**circle.public(), "region": circle.primary, "post": 200}
    assert "next     nothing to do" in circle.standby("failback", "status").stdout
    assert (circle.desired(circle.primary), circle.enabled(circle.primary)) == (production, schedules)
    assert (circle.desired(circle.dr), circle.enabled(circle.dr)) == (warm, [])


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
