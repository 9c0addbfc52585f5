"""`lab demo`: the whole story on one machine, as a list of named steps."""
