"""Which images are pushed, and with which commands."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from demo.images import push, repositories
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT


def test_images_of_ecr_by_repository(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.yaml"
    file.write_text(
        "config: {'standby:services': {value: [{image: '${account}.dkr.ecr.${region}.amazonaws.com/shop/web:2'}, "
        "{image: 'registry.example.com/x:1'}]}}"
    )
    assert repositories(file) == {"shop/web": "2"}


def test_every_image_goes_to_both_regions() -> None:
    pair = open_project(CHECKOUT)
    typed: list[tuple[str, ...]] = []
    stage: Any = SimpleNamespace(workspace=SimpleNamespace(run=lambda *words: typed.append(words)))
    told = push(pair).act(stage)
    images = repositories(CHECKOUT / "workloads" / "Pulumi.yaml")
    assert all(name in told for name in images)
    pushed = [words for words in typed if "put-image" in words]
    assert len(pushed) == 2 * len(images)
    assert {words[words.index("--region") + 1] for words in pushed} == {pair.primary.region, pair.dr.region}
