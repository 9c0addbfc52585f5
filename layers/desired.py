"""A changed `production.desired` moves nothing that runs: previews and roll-outs say so, and what does."""

from __future__ import annotations

import pulumi

from pattern.contract import desired_change

HOOK = "say when a changed production.desired takes effect"


def desired_hook() -> pulumi.ResourceHook:
    """For the contract's entries of the services, whose update is where a new number is seen."""

    def tell(args: pulumi.ResourceHookArgs) -> None:
        values = [(inputs or {}).get("value") for inputs in (args.old_inputs, args.new_inputs)]
        if words := desired_change(*map(str, values)):
            pulumi.log.info(words)

    return pulumi.ResourceHook(HOOK, tell, pulumi.ResourceHookOptions(on_dry_run=True))
