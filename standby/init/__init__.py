"""`standby init`: the configuration of a new pair, from an application name and two regions."""
