"""The engine's side of the provider protocol, in-process: the engine's requests, answers as plain values."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from lab import shell
from lab.process import Emulator
from lab.provider.server import Provider
from lab.provider.wire import UNKNOWN, Values, from_struct, to_struct


class EngineError(Exception):
    """What the CLI would print after "error:"."""


class Context:
    """A gRPC context that raises instead of ending a call."""

    def __init__(self) -> None:
        self._code: Any = None
        self.trailing: dict[str, bytes] = {}

    def code(self) -> Any:
        return self._code

    def set_trailing_metadata(self, pairs: tuple[tuple[str, bytes], ...]) -> None:
        self.trailing = dict(pairs)

    def abort(self, code: Any, text: str) -> None:
        self._code = code
        raise EngineError(text)


@dataclass
class Made:
    """A resource as the engine's state file holds it."""

    token: str
    name: str
    ident: str
    inputs: Values
    outputs: Values

    @property
    def urn(self) -> str:
        return urn(self.token, self.name)


@dataclass
class Compared:
    """An answer of Diff."""

    changed: set[str] = field(default_factory=set)
    replaces: set[str] = field(default_factory=set)
    delete_before_replace: bool = False
    kinds: dict[str, str] = field(default_factory=dict)


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:test::shop::{token}::{name}"


class Engine:
    """Drives one provider instance the way `pulumi up`, `refresh`, `import` and `destroy` do."""

    def __init__(self, config: Values) -> None:
        self.provider = Provider()
        request = provider_pb2.ConfigureRequest(args=to_struct(config))
        self.provider.Configure(request, Context())

    def check(self, token: str, name: str, inputs: Values, old: Values | None = None) -> tuple[Values, list[str]]:
        """(inputs with defaults, complaints)."""
        request = provider_pb2.CheckRequest(
            urn=urn(token, name), news=to_struct(inputs), olds=to_struct(old or {}), randomSeed=b"seed"
        )
        answer = self.provider.Check(request, Context())
        return from_struct(answer.inputs), [failure.reason for failure in answer.failures]

    def checked(self, token: str, name: str, inputs: Values, old: Values | None = None) -> Values:
        """The inputs with defaults; complaints are an error."""
        found, failures = self.check(token, name, inputs, old)
        if failures:
            raise EngineError("; ".join(failures))
        return found

    def preview(self, token: str, name: str, inputs: Values) -> Values:
        """Outputs of a Create in a preview."""
        found = self.checked(token, name, inputs)
        request = provider_pb2.CreateRequest(urn=urn(token, name), properties=to_struct(found), preview=True)
        answer = self.provider.Create(request, Context())
        assert answer.id == ""
        return from_struct(answer.properties)

    def create(self, token: str, name: str, inputs: Values) -> Made:
        """Check and Create."""
        found = self.checked(token, name, inputs)
        request = provider_pb2.CreateRequest(urn=urn(token, name), properties=to_struct(found))
        answer = self.provider.Create(request, Context())
        assert answer.id
        outputs = from_struct(answer.properties)
        assert UNKNOWN not in outputs.values()
        return Made(token, name, answer.id, found, outputs)

    def diff(self, made: Made, inputs: Values, ignored: tuple[str, ...] = ()) -> Compared:
        """Check and Diff against the state."""
        found = self.checked(made.token, made.name, inputs, made.inputs)
        request = provider_pb2.DiffRequest(
            id=made.ident,
            urn=made.urn,
            olds=to_struct(made.outputs),
            old_inputs=to_struct(made.inputs),
            news=to_struct(found),
            ignoreChanges=list(ignored),
        )
        answer = self.provider.Diff(request, Context())
        kinds = {key: provider_pb2.PropertyDiff.Kind.Name(value.kind) for key, value in answer.detailedDiff.items()}
        return Compared(set(answer.diffs), set(answer.replaces), answer.deleteBeforeReplace, kinds)

    def update(self, made: Made, inputs: Values, *, preview: bool = False) -> Made:
        """Check and Update; the changed resource."""
        found = self.checked(made.token, made.name, inputs, made.inputs)
        request = provider_pb2.UpdateRequest(
            id=made.ident,
            urn=made.urn,
            olds=to_struct(made.outputs),
            old_inputs=to_struct(made.inputs),
            news=to_struct(found),
            preview=preview,
        )
        answer = self.provider.Update(request, Context())
        return Made(made.token, made.name, made.ident, found, from_struct(answer.properties))

    def refresh(self, made: Made) -> Made | None:
        """Read with the state known; None when it is gone."""
        request = provider_pb2.ReadRequest(
            id=made.ident, urn=made.urn, properties=to_struct(made.outputs), inputs=to_struct(made.inputs)
        )
        return self._read(request, made.token, made.name)

    def imported(self, token: str, name: str, ident: str) -> Made | None:
        """Read with nothing but the id; None when there is no such thing."""
        return self._read(provider_pb2.ReadRequest(id=ident, urn=urn(token, name)), token, name)

    def _read(self, request: Any, token: str, name: str) -> Made | None:
        answer = self.provider.Read(request, Context())
        if not answer.id:
            return None
        return Made(token, name, answer.id, from_struct(answer.inputs), from_struct(answer.properties))

    def delete(self, made: Made) -> None:
        """Delete."""
        request = provider_pb2.DeleteRequest(id=made.ident, urn=made.urn, properties=to_struct(made.outputs))
        self.provider.Delete(request, Context())

    def invoke(self, token: str, args: Values) -> Values:
        """Call a function."""
        answer = self.provider.Invoke(provider_pb2.InvokeRequest(tok=token, args=to_struct(args)), Context())
        return from_struct(getattr(answer, "return"))

    def lives_through(self, made: Made, inputs: Values) -> None:
        """What every type must do once made: no change on a second run, none after a refresh, gone after delete."""
        assert self.diff(made, inputs).changed == set()
        refreshed = self.refresh(made)
        assert refreshed is not None
        assert refreshed.inputs == made.inputs
        assert self.diff(refreshed, inputs).changed == set()
        self.delete(refreshed)
        assert self.refresh(refreshed) is None
        self.delete(refreshed)  # gone already is fine


@pytest.fixture(scope="session")
def engines() -> dict[str, Engine]:
    """Configured providers of this worker: a boto3 client takes 0.1 s to make, and holds nothing of a test."""
    return {}


@pytest.fixture
def engine_in(lab: Emulator, engines: dict[str, Engine], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Engine]:
    """`engine_in("us-west-2", defaultTags=…)`: a provider configured for a region of the lab."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", lab.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", shell.ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", shell.SECRET_KEY)
    monkeypatch.setenv("LAB_POLL_SECONDS", "0.01")
    monkeypatch.setenv("LAB_WAIT_SECONDS", "20")

    def configured(region: str = "us-east-1", **config: str) -> Engine:
        key = repr((os.environ["AWS_ENDPOINT_URL"], region, sorted(config.items())))
        if key not in engines:
            engines[key] = Engine({"region": region, **config})
        return engines[key]

    return configured


@pytest.fixture
def engine(engine_in: Callable[..., Engine]) -> Engine:
    """A provider for us-east-1."""
    return engine_in()
