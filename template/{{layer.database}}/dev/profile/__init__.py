"""What the service asks of a database that is full: what is slow, and which indexes would help."""
