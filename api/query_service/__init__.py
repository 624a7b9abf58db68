"""A query answered whole: which graph is served, what a query may take, the processes that run it, the forms of its answer."""
