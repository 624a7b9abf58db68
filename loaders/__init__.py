"""From a document to tables, and from tables to statements; `load` is the one way in."""
