"""The words by which reports are read, as data."""
