"""A store on a SPARQL server, over HTTP."""
