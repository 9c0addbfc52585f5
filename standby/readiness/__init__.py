"""Could the pair switch over or fail over now? The runbook's own checks, what a laptop can know, and two verdicts."""
