"""What every AWS service in the lab shares: the server, requests, time, faults, outages, permissions, control."""
