"""The start page, about, the description of the API, files for crawlers."""
