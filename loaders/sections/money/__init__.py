"""Sections on money: spending, revenue, financing, transfers and financial statements."""
