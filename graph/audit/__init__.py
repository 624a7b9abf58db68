"""Findings of the rules as quads, the audit report, and the verification of quotations against the report."""
