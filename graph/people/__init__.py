"""Who governs on a day, who sits with whom, and how networks of people are measured."""
