"""A process of its own that carries every byte between the lab's clients and servers, and outlives nothing.

It listens where clients connect (endpoints of databases and caches) and where standbys fetch their log, forwards at
once or after a delay, cuts, refuses, freezes. When the emulator is gone, however it went, it ends what was started.
"""
