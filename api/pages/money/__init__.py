"""Pages on money: overview, departments, traces."""
