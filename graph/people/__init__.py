"""Memberships on a day, networks of people and commissions, and measures of networks."""
