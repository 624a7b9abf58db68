"""The public Python interface: storing and querying the graph. Importing this package loads nothing else."""
