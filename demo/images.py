"""Images in the registries of both regions, as a pipeline pushes them: a planned move asks whether DR has them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from demo.runner import Stage, Step
from pattern import workloads
from pattern.placeholders import fill, values
from pattern.workloads import WorkloadSettings
from standby.stacks.project import Project, stack_config

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
LATEST = "latest"  # what a registry is asked for where a reference has neither tag nor digest
_ECR = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/"
    r"(?P<repository>[^:@]+)(:(?P<tag>[^@]+))?(@(?P<digest>sha256:[0-9a-f]{64}))?"
)


@dataclass(frozen=True, order=True)
class EcrImage:
    """An image of a private registry of AWS's; an empty tag or digest is one that its reference does not name."""

    account: str
    repository: str
    tag: str
    digest: str


def push(pair: Project) -> Step:
    """The step that pushes every image of each region's workloads to that region's registry."""

    def act(stage: Stage) -> str:
        pushed = set()
        for stack in pair.stacks.values():
            outputs = stage.workspace.outputs(stack)
            settings = workloads.load(stack_config(pair.folder("workloads"), stack), stack)
            images = of_ecr(settings, values(outputs))
            _push(stage, settings.region, images)
            pushed |= {image.repository for image in images}
        if not pushed:
            return "no image of this pair is in ECR: nothing to push"
        return f"{', '.join(sorted(pushed))} in both regions"

    return Step("The images, pushed to the registries of both regions", act)


def of_ecr(settings: WorkloadSettings, known: Mapping[str, str]) -> list[EcrImage]:
    """What the services and their sidecars name there, once each; `known`: the values of the placeholders."""
    references = [image for one in settings.services for image in (one.image, *(each.image for each in one.sidecars))]
    found = [_ECR.fullmatch(fill(reference, known)) for reference in references]
    named = [match.groupdict(default="") for match in found if match]
    for one in named:
        one["tag"] = one["tag"] or ("" if one["digest"] else LATEST)
    return sorted({EcrImage(**one) for one in named})


def _push(stage: Stage, region: str, images: list[EcrImage]) -> None:
    def ecr(operation: str, image: EcrImage, *more: str) -> None:
        at = ("--region", region, "--registry-id", image.account, "--repository-name", image.repository)
        stage.workspace.run("aws", "ecr", operation, *at, *more)

    for image in {image.repository: image for image in images}.values():
        ecr("create-repository", image)
    for image in images:
        # one manifest each: a second push of the same one would only add a tag to the first
        name = f"{image.repository}:{image.tag}@{image.digest}"
        manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "name": name})
        tag = ("--image-tag", image.tag) if image.tag else ()
        digest = ("--image-digest", image.digest) if image.digest else ()
        ecr("put-image", image, "--image-manifest", manifest, *tag, *digest)
