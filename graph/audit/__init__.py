"""The findings: what the rules found, how much they checked, and whether quotations still hold."""
