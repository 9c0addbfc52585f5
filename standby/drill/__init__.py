"""The whole circle under load: a client writes and reads through the public name while the pair moves and returns."""
