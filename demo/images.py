"""Images in the registries of both regions, as a pipeline pushes them: a planned move asks whether DR has them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from demo.runner import Stage, Step
from standby.stacks.project import Project

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_ECR = re.compile(r"\.dkr\.ecr\.[^/]+/([^:@]+):(\S+)$")


def push(pair: Project) -> Step:
    """The step that pushes every image of the workloads' config to both regions."""
    images = repositories(pair.root / "workloads" / "Pulumi.yaml")

    def act(stage: Stage) -> str:
        for region in (pair.primary.region, pair.dr.region):
            for repository, tag in images.items():
                at = ("--region", region, "--repository-name", repository)
                stage.workspace.run("aws", "ecr", "create-repository", *at)
                manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "name": repository})
                stage.workspace.run("aws", "ecr", "put-image", *at, "--image-tag", tag, "--image-manifest", manifest)
        return f"{', '.join(images)} in both regions"

    return Step("The images, pushed to the registries of both regions", act)


def repositories(file: Path) -> dict[str, str]:
    """Repository to tag, of the images that lie in ECR; what names another registry is left out."""
    config = yaml.safe_load(file.read_text())["config"]
    return dict(_named(config["standby:services"]["value"]))


def _named(services: Iterable[Mapping[str, object]]) -> Iterable[tuple[str, str]]:
    for service in services:
        found = _ECR.search(str(service["image"]))
        if found is not None:
            yield found[1], found[2]
