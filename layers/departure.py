"""The order in which a pair goes, kept by a hook of the one resource that goes first."""

from __future__ import annotations

import pulumi

from components.existing import read_global_database, read_services
from pattern.naming import Names
from pattern.order import DESTROY_ORDER, check_destroy

# a `pulumi destroy` that does not run the program cannot run the hook: Pulumi refuses it, and prints this name
HOOK = f"destroy in this order: {DESTROY_ORDER}; see docs/destroy.md"


def order_hook(names: Names) -> pulumi.ResourceHook:
    """Refuses, in the preview of a destroy already, to take a platform down before its turn."""

    def check(_: pulumi.ResourceHookArgs) -> None:
        check_destroy(names, read_services(names), read_global_database(names))

    return pulumi.ResourceHook(HOOK, check, pulumi.ResourceHookOptions(on_dry_run=True))
