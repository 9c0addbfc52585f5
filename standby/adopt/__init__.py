"""`standby adopt`: an existing Aurora cluster becomes the primary of a pair: imported, not made again."""
