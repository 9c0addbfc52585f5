"""Every move of the pair, from its journals, and the trend of its drills."""
