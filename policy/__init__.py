"""The gate: rules that refuse, before and after the fact, what breaks a failover.

`rules/` holds one rule per file; `knowledge/` what several rules know about AWS, each fact in one place; `engine/` how
a rule becomes Pulumi's policies and what it reads. `__main__.py` is where Pulumi starts the pack, `findings.py` the
command that judges exported states without it. Nothing here imports pulumi_aws or boto3: the pack starts with every
preview.

GateError
├── OptionError       engine/options.py   a policy config with an unknown name, or a value of the wrong shape
├── ConfigError       findings.py         a policy config file that cannot be read
└── StateError        merge.py            a state file that cannot be read or joined
"""

from __future__ import annotations


class GateError(Exception):
    """What the pack cannot work with; the message says what was found, what is required and how to fix it."""
