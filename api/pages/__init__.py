"""The pages for people: a room for each part of the site, and the layout that they share."""
