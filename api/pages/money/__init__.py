"""Pages on money: goals, departments, traces."""
