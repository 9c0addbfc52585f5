"""Which images are pushed, and with which commands."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from demo.images import EcrImage, of_ecr, push
from pattern import workloads
from standby.stacks.project import Project, open_project
from tests.demo.team import ACCOUNT, DIGEST, team

KNOWN = {"region": "eu-west-1", "account": ACCOUNT, "app": "shop", "environment": "live"}


@pytest.fixture
def pair(tmp_path: Path) -> Project:
    return open_project(team(tmp_path))


def settings(*images: str, sidecar: str = "public.ecr.aws/x/y:1") -> workloads.WorkloadSettings:
    production = {"desired": 1, "min": 1, "max": 1}
    services: list[dict[str, Any]] = [
        {"name": f"s{n}", "image": image, "front": n == 0, "path": f"/{n}/*" if n else None, "production": production}
        for n, image in enumerate(images)
    ]
    services[0]["sidecars"] = [{"name": "proxy", "image": sidecar}]
    shared = {"app": "shop", "environment": "live", "region": "eu-west-1", "capacity": "production"}
    config = {f"standby:{key}": value for key, value in {**shared, "services": json.dumps(services)}.items()}
    return workloads.load({**config, "aws:region": "eu-west-1"}, "live")


def test_every_reference_to_ecr_is_taken_apart_and_named_once() -> None:
    registry = "${account}.dkr.ecr.${region}.amazonaws.com/"
    found = of_ecr(
        settings(
            registry + "${app}/web:2",
            registry + "${app}/web:2",  # another command of the same image
            registry + "${app}/web:3",
            registry + f"shop/api@{DIGEST}",
            registry + f"shop/api:1@{DIGEST}",
            "999988887777.dkr.ecr.eu-west-1.amazonaws.com/base",
            "registry.example.com/x:1",
            sidecar=registry + "proxy:4",
        ),
        KNOWN,
    )
    assert found == [
        EcrImage(ACCOUNT, "proxy", "4", ""),
        EcrImage(ACCOUNT, "shop/api", "", DIGEST),
        EcrImage(ACCOUNT, "shop/api", "1", DIGEST),
        EcrImage(ACCOUNT, "shop/web", "2", ""),
        EcrImage(ACCOUNT, "shop/web", "3", ""),
        EcrImage("999988887777", "base", "latest", ""),
    ]


def test_every_image_goes_to_the_registry_of_each_region(pair: Project) -> None:
    typed: list[tuple[str, ...]] = []
    stage: Any = SimpleNamespace(
        workspace=SimpleNamespace(
            run=lambda *words: typed.append(words),
            outputs=lambda stack: {
                **{"region": {"home": pair.primary.region, "away": pair.dr.region}[stack], "peer_region": "-"},
                **{"account": ACCOUNT, "app": "shop", "environment": "live"},
            },
        )
    )
    told = push(pair).act(stage)
    assert told == "shop/billing, shop/mailer, shop/storefront in both regions"
    places = {
        (words[words.index("--region") + 1], words[words.index("--repository-name") + 1], words[2]) for words in typed
    }
    assert places == {
        (region, f"shop/{name}", operation)
        for region in ("eu-west-1", "eu-central-1")
        for name in ("billing", "mailer", "storefront")
        for operation in ("create-repository", "put-image")
    }
    by_digest = [words for words in typed if "--image-digest" in words]
    assert all("shop/billing" in words and DIGEST in words and "--image-tag" not in words for words in by_digest)
    assert len(by_digest) == 2


def test_a_pair_without_images_of_ecr_says_so(tmp_path: Path) -> None:
    pair = open_project(team(tmp_path, registry="ghcr.io"))
    outputs = {"region": "x", "peer_region": "y", "account": ACCOUNT, "app": "shop", "environment": "live"}
    stage: Any = SimpleNamespace(workspace=SimpleNamespace(run=None, outputs=lambda _: outputs))
    assert push(pair).act(stage) == "no image of this pair is in ECR: nothing to push"
