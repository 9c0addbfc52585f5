"""What `make demo` and `make circle` show: the whole story on one machine, as a list of named steps."""
