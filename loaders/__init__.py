"""Source text to tables, and tables to triples. `load.load_source` is the way in, `mapping.map_package` the way out."""
