"""Figures: what is drawn, in which colours, and the sentence that says what it shows."""
