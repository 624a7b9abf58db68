"""The pages for people: a package for each part of the site, and the layout that they share."""
