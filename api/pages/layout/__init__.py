"""What all pages share: rendering, links, navigation, error messages, CSV downloads, pages of entities."""
