"""AWS on one machine: moto in our own process, given time, lag, fencing and dead regions."""
