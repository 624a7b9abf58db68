"""What stands around every answer: connections, freshness, the access log, and what those who run a server ask for."""
