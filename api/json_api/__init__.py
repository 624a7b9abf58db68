"""`/api/…`: answers for programs, and their description."""
