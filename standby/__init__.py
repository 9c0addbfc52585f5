"""The operator's command: where the pair stands, and failback after a failover.

StandbyError                 errors.py
├── UsageError               what was asked makes no sense (exit 2)
├── RefusedError                  a guard or a named reason not to go on (exit 3)
├── StepError               a step did not get through; running again resumes (exit 4)
│   ├── CloudError           AWS answered with an error
│   │   ├── UnreachableError      no answer in bounded time
│   │   └── MissingError          AWS knows no such thing
│   ├── StackError           Pulumi did not get through
│   └── OvertakenError       another run owns the move now: nothing to resume
└── DeclinedError                 the operator said no (exit 5)
"""
