"""Where Pulumi starts the pack: `--policy-pack policy`."""

from __future__ import annotations

import sys
from pathlib import Path

# Pulumi runs this folder, not the package: its parent holds `policy` and `pattern`, here and in the assembled pack.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pulumi_policy import EnforcementLevel, PolicyPack

from policy.engine import policy_config, request_cache
from policy.rules import RULES

request_cache.install()
policy_config.install()
PolicyPack(
    name="standby",
    policies=[made for rule in RULES for made in rule.policies()],
    enforcement_level=EnforcementLevel.MANDATORY,
)
