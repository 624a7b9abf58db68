"""Money traced from plan to department: ledgers, evidence, bounds, explanations."""
