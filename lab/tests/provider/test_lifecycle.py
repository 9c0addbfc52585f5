"""Create, read, update, delete around a type's own calls: a type made for this test, in memory."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from botocore.exceptions import ClientError

from lab.provider import registry
from lab.provider.errors import NotEmulated, ProviderError
from lab.provider.fields import words
from lab.provider.lifecycle import Lifecycle, Located
from lab.provider.resource import Change, Resource, State
from lab.provider.session import Session, Settings
from lab.provider.wire import UNKNOWN

TOKEN = "aws:kms/key:Key"


class Memory(Resource):
    """A key that lives in a dictionary."""

    token = TOKEN
    service = "kms"
    handles = words("description policy enableKeyRotation deletionWindowInDays")
    updates = words("description enableKeyRotation")
    settings = words("deletionWindowInDays")
    volatile = words("keyId")
    live: ClassVar[State] = {}
    said: ClassVar[list[Any]] = []

    def create(self, inputs: State) -> str:
        self.live.update(inputs, tags=dict(self.tags))
        return "k-1"

    def settle(self, ident: str, inputs: State) -> None:
        self.said.append(("settle", ident, sorted(inputs)))

    def read(self, ident: str, state: State) -> State | None:
        return {**self.live, "keyId": ident} if self.live else None

    def update(self, change: Change) -> None:
        self.said.append(("update", sorted(change.changed)))
        self.live.update(change.new)

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        self.said.append(("retag", gone))
        self.live["tags"] = dict(self.tags)

    def delete(self, ident: str, state: State) -> None:
        self.live.clear()


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Lifecycle:
    monkeypatch.setattr(registry, "resources", lambda: {TOKEN: Memory})
    Memory.live.clear()
    Memory.said.clear()
    return Lifecycle(Session(Settings(region="us-east-1", default_tags={"owner": "us"}), {}), TOKEN, {})


def made(life: Lifecycle, **inputs: Any) -> State:
    ident = life.create(inputs)
    return life.settle(ident, inputs)


def test_outputs_hold_region_and_all_tags(life: Lifecycle) -> None:
    outputs = made(life, description="d", tags={"app": "x"}, __defaults=["x"])
    assert outputs == {
        "description": "d",
        "keyId": "k-1",
        "region": "us-east-1",
        "tags": {"app": "x"},
        "tagsAll": {"owner": "us", "app": "x"},
    }
    assert Memory.said == [("settle", "k-1", ["description", "tags"])]


def test_the_resource_own_region_wins() -> None:
    session = Session(Settings(region="us-east-1"), {})
    assert Lifecycle(session, TOKEN, {"region": "us-west-2"}).place.region == "us-west-2"
    assert Lifecycle(session, TOKEN, {"region": UNKNOWN}).place.region == "us-east-1"
    assert Located(session, "us-west-1").region == "us-west-1"


def test_preview_knows_inputs_and_nothing_computed(life: Lifecycle) -> None:
    outputs = life.preview({"description": "d"})
    assert outputs["description"] == "d"
    assert outputs["arn"] == UNKNOWN
    assert outputs["tagsAll"] == {"owner": "us"}
    later = life.preview({"description": "e"}, {"arn": "arn:x", "keyId": "k-1"})
    assert (later["arn"], later["keyId"]) == ("arn:x", UNKNOWN)
    assert life.preview({"tags": {"a": UNKNOWN}})["tagsAll"] == UNKNOWN


def test_a_resource_that_aws_does_not_show_is_an_error(life: Lifecycle) -> None:
    ident = life.create({})
    Memory.live.clear()
    with pytest.raises(ProviderError, match="was made, but AWS does not show it"):
        life.settle(ident, {})


def test_refresh_keeps_to_what_the_program_set(life: Lifecycle) -> None:
    inputs = {"description": "d"}
    state = made(life, **inputs)
    Memory.live.update(keySpec="made by AWS", description="hand")
    found = life.read("k-1", inputs, state)
    assert found is not None
    assert found[0] == {"description": "hand"}
    assert found[1]["keySpec"] == "made by AWS"


def test_refresh_tells_of_what_was_set_or_unset_behind_its_back(life: Lifecycle) -> None:
    inputs = {"description": "d"}
    state = made(life, **inputs)
    Memory.live.update(description=None, enableKeyRotation=True, policy="computed anyway")
    found = life.read("k-1", inputs, state)
    assert found is not None
    assert found[0] == {"enableKeyRotation": True}


def test_import_takes_what_the_calls_handle(life: Lifecycle) -> None:
    made(life, description="d", tags={"app": "x"})
    Memory.live.update(keySpec="made by AWS")
    found = life.read("k-1", {}, {})
    assert found is not None
    inputs = found[0]
    assert (inputs["description"], inputs["tags"]) == ("d", {"app": "x"})
    assert "keySpec" not in inputs
    assert inputs["isEnabled"] is True


def test_gone_is_gone(life: Lifecycle) -> None:
    assert life.read("k-1", {"description": "d"}, {}) is None


def test_update_changes_and_retags(life: Lifecycle) -> None:
    state = made(life, description="d", tags={"app": "x"})
    old, new = {"description": "d", "tags": {"app": "x"}}, {"description": "e", "tags": {"env": "p"}}
    outputs = life.update("k-1", old, state, new, ())
    assert Memory.said[1:] == [("update", ["description"]), ("retag", ["app"])]
    assert outputs["tagsAll"] == {"owner": "us", "env": "p"}


def test_settings_and_ignored_inputs_call_nothing(life: Lifecycle) -> None:
    state = made(life, description="d")
    new = {"description": "e", "deletionWindowInDays": 9}
    life.update("k-1", {"description": "d"}, state, new, ("description",))
    assert Memory.said[1:] == []


def test_a_change_that_is_not_carried_out_is_refused_by_name(life: Lifecycle) -> None:
    with pytest.raises(NotEmulated, match=rf"does not emulate changing policy of {TOKEN} in place"):
        life.refuse_update({"policy": "a"}, {"policy": "b"}, ())


def failing(code: str) -> Any:
    def delete(*_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "x"}}, "Delete")

    return delete


def test_delete_of_what_is_gone_is_done(life: Lifecycle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Memory, "delete", failing("NotFoundException"))
    life.delete("k-1", {})


@pytest.mark.parametrize("code", ["AccessDenied", "NotFoundException"])
def test_delete_that_failed_is_told(life: Lifecycle, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    made(life, description="d")
    monkeypatch.setattr(Memory, "delete", failing(code))
    with pytest.raises(ClientError, match=code):
        life.delete("k-1", {})
