"""How numbers, days, names and sentences are written for people, in their language, and for programs."""
