"""What a document is: its lines, headings and cells."""
