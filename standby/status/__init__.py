"""Where the pair stands: both regions on one screen, each fact with its age, useful also while a region is dead."""
