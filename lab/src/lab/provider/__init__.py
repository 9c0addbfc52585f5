"""A stand-in for `pulumi-resource-aws`: Pulumi's provider protocol on one side, boto3 to a loopback AWS on the other.

What an AWS type requires, refuses, defaults, computes and replaces on is data (`schema/`), read from the real provider.
A file in `services/` holds only the calls of its types. What is not carried out is refused by name, never ignored.
"""

VERSION = "7.51.1"  # of pulumi-aws, whose plugin this stands in for and whose schema it holds
