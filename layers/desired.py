"""A changed `production.desired` moves nothing that runs: previews and roll-outs say so, and what does."""

from __future__ import annotations

import pulumi

from pattern.contract import ContractError, ServiceEntry

HOOK = "say when a changed production.desired takes effect"


def desired_hook() -> pulumi.ResourceHook:
    """For the contract's entries of the services, whose update is where a new number is seen."""

    def tell(args: pulumi.ResourceHookArgs) -> None:
        values = [(inputs or {}).get("value") for inputs in (args.old_inputs, args.new_inputs)]
        if words := desired_change(*map(str, values)):
            pulumi.log.info(words)

    return pulumi.ResourceHook(HOOK, tell, pulumi.ResourceHookOptions(on_dry_run=True))


def desired_change(before: str, after: str) -> str | None:
    """What to say when a service's parameter is changed: nothing, unless its desired number is another one.

    Args:
        before: the parameter's value as it stands.
        after: the value that takes its place; one that is not known yet says nothing.
    """
    try:
        old, new = ServiceEntry.decode(before), ServiceEntry.decode(after)
    except ContractError:
        return None
    if old.desired == new.desired:
        return None
    return (
        f"service {new.name}: production.desired is {new.desired} (it was {old.desired}). The next promotion starts "
        "that many tasks; what runs now stays, because auto scaling owns the count. To have more now, raise "
        "production.min."
    )
