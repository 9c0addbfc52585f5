"""Pulumi's ResourceProvider protocol (gRPC) over `lifecycle`: decode, call, encode, and one readable line per error."""

from __future__ import annotations

import json
import os
import re
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from lab.provider import VERSION, registry, schema, waiting
from lab.provider.check import check
from lab.provider.diff import diff
from lab.provider.equality import same
from lab.provider.errors import ProviderError, one_line
from lab.provider.failing import abort_half_made, guarded
from lab.provider.lifecycle import Lifecycle, Located
from lab.provider.naming import made_up_name
from lab.provider.package import package_schema
from lab.provider.session import Session, loopback_endpoint, read_settings
from lab.provider.wire import from_struct, to_struct


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """One provider instance: one configuration, many resources at a time."""

    def __init__(self) -> None:
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """The configured session; raises ProviderError before Configure."""
        if self._session is None:
            raise ProviderError("the provider is not configured yet")
        return self._session

    # Configuration ----------------------------------------------------------------------------------------------

    def Handshake(self, request: Any, context: Any) -> Any:
        """Secrets, outputs and resource references stay with the engine: it hands over plain values."""
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=False, accept_resources=False, accept_outputs=False, supports_autonaming_configuration=True
        )

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        """The version of the plugin that this one stands in for."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, request: Any, context: Any) -> Any:
        """Names without types, enough for `pulumi import`: the SDK in use is pulumi_aws's own."""
        return provider_pb2.GetSchemaResponse(schema=json.dumps(package_schema(VERSION)))

    def Attach(self, request: Any, context: Any) -> Any:
        """Nothing is asked of the engine, so there is nothing to attach."""
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> Any:
        """Ctrl-C in the CLI: waits end now, calls that are under way finish."""
        waiting.cancel()
        return empty_pb2.Empty()

    def CheckConfig(self, request: Any, context: Any) -> Any:
        """Refuse provider settings that the lab cannot honour."""
        try:
            read_settings(from_struct(request.news), os.environ)
        except ProviderError as error:
            return provider_pb2.CheckResponse(failures=[provider_pb2.CheckFailure(reason=one_line(error))])
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        """Another region means other resources: the provider is replaced; anything else is an update."""
        old = from_struct(request.old_inputs) or from_struct(request.olds)
        new = from_struct(request.news)
        changed = [key for key in sorted({*old, *new} - {"version"}) if not same(old.get(key), new.get(key))]
        return provider_pb2.DiffResponse(
            changes=_changes(bool(changed)), diffs=changed, replaces=[key for key in changed if key == "region"]
        )

    def Configure(self, request: Any, context: Any) -> Any:
        """Take the configuration; refused at once when no endpoint on loopback is configured."""

        def configure() -> Any:
            settings = read_settings(from_struct(request.args), os.environ)
            loopback_endpoint("sts", settings, os.environ)
            self._session = Session(settings)
            return provider_pb2.ConfigureResponse(acceptSecrets=False, supportsPreview=True)

        return guarded(context, "configuring the provider", configure)

    # Resources --------------------------------------------------------------------------------------------------

    def Check(self, request: Any, context: Any) -> Any:
        """Defaults in, everything wrong out."""

        def run() -> Any:
            token, name = _token(request.urn), _name(request.urn)
            try:
                kind, facts = registry.resource(token), schema.facts(token)
            except ProviderError as error:
                return provider_pb2.CheckResponse(failures=[provider_pb2.CheckFailure(reason=one_line(error))])
            checked = check(
                facts,
                registry.handled(token),
                kind.blocks,
                from_struct(request.news),
                name=name,
                old=from_struct(request.olds),
                make_name=lambda: _make_name(facts, name, request),
            )
            failures = [provider_pb2.CheckFailure(reason=text) for text in checked.failures]
            return provider_pb2.CheckResponse(inputs=to_struct(checked.inputs), failures=failures)

        return guarded(context, f"checking {_what(request.urn)}", run)

    def Diff(self, request: Any, context: Any) -> Any:
        """Old inputs against wanted ones."""

        def run() -> Any:
            old, new, state = from_struct(request.old_inputs), from_struct(request.news), from_struct(request.olds)
            life = Lifecycle(self.session, _token(request.urn), state)
            found = diff(
                life.facts, life.before(old or state, state), new, state, life.wanted_tags(new), request.ignoreChanges
            )
            kinds = {
                key: provider_pb2.PropertyDiff(kind=kind, inputDiff=key != "tagsAll")  # type: ignore[arg-type]
                for key, kind in found.kinds.items()
            }
            return provider_pb2.DiffResponse(
                changes=_changes(bool(found.changed)),
                diffs=found.changed,
                replaces=found.replaces,
                detailedDiff=kinds,
                hasDetailedDiff=True,
                deleteBeforeReplace=found.delete_before_replace,
            )

        return guarded(context, f"comparing {_what(request.urn)}", run)

    def Create(self, request: Any, context: Any) -> Any:
        """Make a resource; when only the wait after it fails, the engine learns the id and keeps it."""
        inputs = from_struct(request.properties)
        doing = f"creating {_what(request.urn)}"

        def run() -> Any:
            life = Lifecycle(self.session, _token(request.urn), inputs)
            if request.preview:
                return provider_pb2.CreateResponse(id="", properties=to_struct(life.preview(inputs)))
            waiting.request_seconds.set(request.timeout)
            ident = life.create(inputs)
            try:
                outputs = life.settle(ident, inputs)
            except Exception as error:
                abort_half_made(context, error, ident, inputs, doing)
            return provider_pb2.CreateResponse(id=ident, properties=to_struct(outputs))

        return guarded(context, doing, run)

    def Read(self, request: Any, context: Any) -> Any:
        """Refresh (inputs known) or import (only the id known); an empty answer means that it is gone."""
        inputs, state = from_struct(request.inputs), from_struct(request.properties)

        def run() -> Any:
            ident, region = (request.id, None) if state or inputs else _imported_id(request.id)
            life = Lifecycle(self.session, _token(request.urn), {"region": region} if region else state or inputs)
            found = life.read(ident, inputs, state)
            if found is None:
                return provider_pb2.ReadResponse()
            new, outputs = found
            return provider_pb2.ReadResponse(id=ident, inputs=to_struct(new), properties=to_struct(outputs))

        return guarded(context, f"reading {_what(request.urn)}", run)

    def Update(self, request: Any, context: Any) -> Any:
        """Change in place; what the type cannot change is refused by name, in the preview already."""
        inputs, state, new = from_struct(request.old_inputs), from_struct(request.olds), from_struct(request.news)

        def run() -> Any:
            life = Lifecycle(self.session, _token(request.urn), state)
            if request.preview:
                life.refuse_update(life.before(inputs, state), new, request.ignoreChanges)
                return provider_pb2.UpdateResponse(properties=to_struct(life.preview(new, state)))
            waiting.request_seconds.set(request.timeout)
            outputs = life.update(request.id, inputs, state, new, request.ignoreChanges)
            return provider_pb2.UpdateResponse(properties=to_struct(outputs))

        return guarded(context, f"updating {_what(request.urn)}", run)

    def Delete(self, request: Any, context: Any) -> Any:
        """Delete; gone already is fine."""
        state = from_struct(request.properties)

        def run() -> Any:
            waiting.request_seconds.set(request.timeout)
            Lifecycle(self.session, _token(request.urn), state).delete(request.id, state)
            return empty_pb2.Empty()

        return guarded(context, f"deleting {_what(request.urn)}", run)

    def Invoke(self, request: Any, context: Any) -> Any:
        """A function (data source)."""

        def run() -> Any:
            args = from_struct(request.args)
            call = registry.function(request.tok)
            answer = call(Located(self.session, args.get("region")), args)
            return provider_pb2.InvokeResponse(**{"return": to_struct(answer)})

        return guarded(context, f"invoking {request.tok}", run)


def _make_name(facts: schema.Facts, name: str, request: Any) -> str:
    if facts.autoname is None:
        raise ValueError(f"{facts.token} takes no made-up name")
    asked = request.autonaming if request.HasField("autonaming") else None
    seed = request.randomSeed or os.urandom(16)
    if asked is None:
        return made_up_name(facts.autoname, name, seed)
    return made_up_name(facts.autoname, name, seed, proposed=asked.proposed_name, mode=asked.mode)


def _token(urn: str) -> str:
    """urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>: the type."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


def _imported_id(text: str) -> tuple[str, str | None]:
    """An id to import may name its region, as in pulumi-aws since 7.0: `vpc-123@us-west-2`."""
    found = re.fullmatch(r"(.+)@([a-z]{2}(?:-[a-z]+)+-\d)", text)
    return (found.group(1), found.group(2)) if found else (text, None)


def _name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _what(urn: str) -> str:
    return f"{_token(urn)} ({_name(urn)})"


def _changes(some: bool) -> Any:
    return provider_pb2.DiffResponse.DIFF_SOME if some else provider_pb2.DiffResponse.DIFF_NONE
