"""The store, and every question asked of it: queries, tracing, networks, audit, exports."""
