"""The pair of regions: what was observed, what it means, and the seams through which it is observed."""
