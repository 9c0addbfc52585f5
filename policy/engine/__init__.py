"""How a rule becomes Pulumi's policies: what a rule reads, what it answers, and how the pack is run."""
