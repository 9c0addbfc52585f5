"""What the lab runs: Pulumi's CLI, a Python language host, the provider plugin, shims for `aws` and `curl`."""
