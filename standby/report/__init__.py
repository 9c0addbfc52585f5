"""The report of a drill or a move: one HTML file that needs nothing else, for screen, printer and auditor."""
