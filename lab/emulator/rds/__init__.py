"""RDS as the pattern sees it: the life of an Aurora global database."""
