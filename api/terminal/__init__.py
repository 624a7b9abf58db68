"""What commands write to a terminal: tables, messages, answers."""
