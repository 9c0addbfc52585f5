"""One module or package for each AWS service that the lab changes or adds to."""
