"""Serving from DR for longer: the state between a promotion and a failback that is put off on purpose."""
