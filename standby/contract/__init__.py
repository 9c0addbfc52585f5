"""`standby contract`: find an existing pair in an account, write its failover contract, compare the two later.

A pair that Terraform, CDK or the console built can be promoted as soon as its contract is there.
"""
