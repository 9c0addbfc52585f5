"""Which containers are processes."""

from __future__ import annotations

from lab.data.wanted_tasks import command_of, mapped_container

TASKS = {"*/shop/web:*": "python -m shop.web --port {port}", "*/shop/job:1.*": "python -m shop.job"}


def test_the_first_container_with_a_mapped_image_counts() -> None:
    sidecar, web = {"name": "log", "image": "r.example/log:1"}, {"name": "web", "image": "r.example/shop/web:2"}
    assert mapped_container([sidecar, web], TASKS) == web
    assert mapped_container([sidecar], TASKS) is None
    assert mapped_container([{"image": "r.example/shop/job:2.0"}], TASKS) is None


def test_a_command_of_the_definition_wins_over_the_files() -> None:
    image = {"image": "r.example/shop/web:2"}
    assert command_of(image, TASKS) == ["python", "-m", "shop.web", "--port", "{port}"]
    assert command_of(image | {"command": ["python", "-m", "shop.admin"]}, TASKS) == ["python", "-m", "shop.admin"]
