"""Failback: the steps, the plan that orders them, the guards that refuse, and the loop that carries them out."""
