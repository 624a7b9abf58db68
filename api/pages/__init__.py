"""The pages for people, one module for each place of the site, and what they share."""
