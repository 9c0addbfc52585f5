"""What a move or a drill leaves behind: one typed JSON record, made from journals and from the client's own log."""
