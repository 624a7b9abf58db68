"""The processes that answer queries and make pages, and when each of them may run."""
