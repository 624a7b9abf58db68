"""What commands write to the terminal: tables, CSV, messages, and exit statuses."""
