"""What Create, Read, Update and Delete have in common for every type, in plain values. No protocol here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lab.provider import registry, schema
from lab.provider.check import DEFAULTS
from lab.provider.conditional import refused_change
from lab.provider.diff import changed_inputs
from lab.provider.equality import same, spoken_of
from lab.provider.errors import NotEmulated, ProviderError, Refused, is_gone
from lab.provider.resource import Change, Resource
from lab.provider.session import Session
from lab.provider.wire import UNKNOWN, Values, has_unknown


class Located:
    """A session seen from one region."""

    def __init__(self, session: Session, region: str | None) -> None:
        self._session = session
        self.region = region or session.region

    @property
    def account(self) -> str:
        """The account's id."""
        return self._session.account

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client in this region, or in the one given."""
        return self._session.client(service, region or self.region)


class Lifecycle:
    """One resource of one type: the type's own calls with tags, outputs and refusals around them."""

    def __init__(self, session: Session, token: str, values: Values) -> None:
        """`values` tell the region: inputs of a new resource, outputs of an existing one."""
        region = values.get("region")
        self.place = Located(session, region if region != UNKNOWN else None)
        self.facts = schema.facts(token)
        self.kind = registry.resource(token)
        self._default_tags = session.settings.default_tags
        self._home = session.settings.region
        self._made: Resource | None = None

    def _resource(self, inputs: Values) -> Resource:
        return self.kind(self.place, self.wanted_tags(inputs) if self.facts.tagged else {})

    def wanted_tags(self, inputs: Values) -> Values:
        """The program's tags over the provider's default tags."""
        return {**self._default_tags, **(inputs.get("tags") or {})}

    def _outputs(self, inputs: Values, live: Values) -> Values:
        found = {**inputs, **{key: value for key, value in live.items() if value is not None}}
        found.pop(DEFAULTS, None)
        if "region" in self.facts.inputs:
            found["region"] = self.place.region
        if self.facts.tagged:
            found["tagsAll"] = live["tags"] if live.get("tags") is not None else self.wanted_tags(inputs)
            found["tags"] = inputs.get("tags")
        return found

    def preview(self, inputs: Values, old: Values | None = None) -> Values:
        """Outputs as far as they can be known before the call: computed ones are unknown, or as before."""
        unknown: Values = dict.fromkeys(self.facts.computed, UNKNOWN)
        if old is not None:
            unknown = {key: old.get(key) for key in self.facts.computed if key not in self.kind.volatile}
            unknown |= dict.fromkeys(self.kind.volatile, UNKNOWN)
        tags = {"tags": self.wanted_tags(inputs)} if not has_unknown(inputs.get("tags")) else {"tags": UNKNOWN}
        pending = self._resource({}).pending(_plain(inputs), old)
        return {**unknown, **self._outputs(inputs, tags), **pending}

    def create(self, inputs: Values) -> str:
        """Make it; the id is known before anything that may still fail."""
        self._made = self._resource(inputs)
        return self._made.create(_plain(inputs))

    def settle(self, ident: str, inputs: Values) -> Values:
        """The waits after `create`; returns the outputs."""
        resource = self._made or self._resource(inputs)  # the same one: it may know a change to wait for
        resource.settle(ident, _plain(inputs))
        live = resource.read(ident, _plain(inputs))
        if live is None:
            raise ProviderError(f"{self.facts.token} {ident} was made, but AWS does not show it")
        return self._outputs(inputs, live)

    def read(self, ident: str, inputs: Values, state: Values) -> tuple[Values, Values] | None:
        """(inputs, outputs) as AWS has them; None when it is gone. Without inputs it is an import."""
        resource = self._resource(inputs)
        known = state or inputs or resource.import_state(ident)
        try:
            live = resource.read(ident, _plain(known))
        except Exception as error:
            if is_gone(error):
                return None
            raise
        if live is None:
            return None
        # What `read` tells as None is known to be unset on AWS; what it leaves out, it does not know.
        unset = {key for key in inputs if key in live and live[key] is None and key not in self.kind.unread}
        told = {key: value for key, value in inputs.items() if key not in unset - self.kind.settings}
        live = {key: value for key, value in live.items() if value is not None}
        new = self._refreshed(told, live) if inputs else self._imported({**known, **live})
        kept = {key: value for key, value in state.items() if key != DEFAULTS}
        return new, {**kept, **self._outputs(new, live)}

    def _refreshed(self, inputs: Values, live: Values) -> Values:
        """The inputs that the program set, with AWS's values where those differ: anything else stays dirty for good."""
        new = dict(inputs)
        untold = self.kind.unread | self.kind.settings | {"tags", "region", DEFAULTS}
        for key in set(inputs) & set(live) - untold:
            told = live[key] if key in self.kind.whole else spoken_of(inputs[key], live[key])
            if not same(inputs[key], told):
                new[key] = told
        for key in self.kind.handles & set(live) - set(inputs) - untold - self.facts.computed:
            if not same(None, live[key]):
                new[key] = live[key]  # set behind the program's back, and nothing that AWS computes
        if self.facts.tagged and "tags" in live:
            own = self._own_tags(live["tags"], inputs.get("tags") or {})
            if not same(inputs.get("tags"), own):
                new["tags"] = own
        return new

    def _imported(self, live: Values) -> Values:
        handled = registry.handled(self.facts.token) - {"region", "tags"}
        new = {key: live[key] for key in sorted(handled & set(live)) if not same(None, live[key])}
        new |= {key: value for key, value in self.facts.defaults.items() if key not in live}
        if "region" in self.facts.inputs and self.place.region != self._home:
            new["region"] = self.place.region
        if self.facts.tagged and (own := self._own_tags(live.get("tags") or {}, {})):
            new["tags"] = own
        return {**new, DEFAULTS: []}

    def _own_tags(self, live: Mapping[str, str], wanted: Mapping[str, str]) -> Values:
        """The live tags without the default tags, unless the program sets them itself."""
        return {key: text for key, text in live.items() if key in wanted or self._default_tags.get(key) != text}

    def before(self, inputs: Values, state: Values) -> Values:
        """The inputs of last time; what AWS put off has its old value, so that it stays a difference, as there."""
        return inputs | {key: state[key] for key in self.kind.deferred if key in inputs and key in state}

    def refuse_update(self, old: Values, new: Values, ignored: Iterable[str]) -> frozenset[str]:
        """The changed inputs; raises NotEmulated or Refused for a change that cannot be carried out, by its name."""
        token = self.facts.token
        changed = frozenset(changed_inputs(self.facts, old, new, ignored))
        if reason := refused_change(token, old, new):
            raise Refused(reason)
        undone = sorted(changed - registry.changeable(token))
        if undone:
            raise NotEmulated(f"the lab's provider does not emulate changing {', '.join(undone)} of {token} in place")
        return changed

    def update(self, ident: str, inputs: Values, state: Values, new: Values, ignored: Iterable[str]) -> Values:
        """Carry out the changes between `inputs` and `new`; returns the outputs."""
        changed = self.refuse_update(self.before(inputs, state), new, ignored)
        resource = self._resource(new)
        own = changed - {"tags"} - self.kind.settings
        if own:
            resource.update(Change(ident, state, _plain(new), own))
        if self.facts.tagged and not same(state.get("tagsAll"), resource.tags):
            gone = sorted(set(state.get("tagsAll") or {}) - set(resource.tags))
            resource.retag(ident, {**state, **_plain(new)}, gone)
        live = resource.read(ident, {**state, **_plain(new)}) or {}
        return self._outputs(new, live)

    def delete(self, ident: str, state: Values) -> None:
        """Delete it; what is already gone is deleted."""
        resource = self._resource(state)
        try:
            resource.delete(ident, state)
        except Exception as error:
            # "Not found" may speak of something else that the call needed.
            if not is_gone(error) or self.read(ident, {}, state) is not None:
                raise


def _plain(inputs: Values) -> Values:
    return {key: value for key, value in inputs.items() if key != DEFAULTS}
