"""What `make demo` and `make drill` show: the whole story on one machine, as a list of named steps."""
