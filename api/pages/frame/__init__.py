"""What all pages share: rendering, errors, CSV, the list of pages, pages of entities."""
