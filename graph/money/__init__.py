"""Tracing money from the plan to departments: ledgers, evidence, bounds and explanations."""
