"""What should be alike in both regions, compared in one place."""
