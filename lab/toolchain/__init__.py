"""The tools that the lab runs: Pulumi's CLI, a Python language host, the provider plugin, and shims for `aws` and `curl`."""
