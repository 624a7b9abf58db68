"""The packaged tables, a folder a source."""
