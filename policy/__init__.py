"""The gate: rules that refuse, before and after the fact, what breaks a failover.

`rules/` holds one rule per file; the files beside this one hold what the rules share: safe reading of values that are
not known yet (`unknown.py`), a resource and a stack as a rule sees them (`subject.py`, `stack.py`), the stack's own
config (`stack_config.py`), typed policy config (`options.py`), and the way from a rule to Pulumi's policies
(`rule.py`). Nothing here imports pulumi_aws or boto3: the pack starts with every preview.

GateError
├── OptionError       options.py       a policy config value of the wrong shape
└── StateError        merge.py         a state file that cannot be read or joined
"""

from __future__ import annotations


class GateError(Exception):
    """What the pack cannot work with; the message says what was found, what is required and how to fix it."""
