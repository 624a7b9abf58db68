"""Texts, numbers, dates and labels as people read them, in Turkish and English."""
