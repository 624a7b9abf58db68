"""One module a section of a report: from lines to rows."""
