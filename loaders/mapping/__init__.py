"""Tables to statements (quads), one module a subject."""
