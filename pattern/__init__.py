"""The decisions of the pair, as plain values: no Pulumi, no AWS, no I/O.

PatternError
├── ConfigError       reading.py      every problem of a stack's config, at once
├── AddressingError   addressing.py   a range that cannot be planned
├── ZonesError        zones.py        the account has not got the zones asked for
├── NamingError       naming.py       a name of an unknown kind, or with characters AWS refuses
├── ContractError     contract.py     a failover contract that cannot be read
├── PlaceholderError  placeholders.py a `${…}` that has no value
├── OrderError        order.py        a stack whose turn it is not, or an upgrade that a plan must not make
└── OutputsError      outputs.py      outputs that differ from their table
"""
