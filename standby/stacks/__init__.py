"""The project folder and its Pulumi stacks; the Automation API is known to `automation` alone."""
