"""The standards of the web of data: SPARQL Protocol, Graph Store Protocol, linked data, dataset description."""
