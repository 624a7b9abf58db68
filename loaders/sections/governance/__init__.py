"""Sections on council, committees, commissions and decisions."""
