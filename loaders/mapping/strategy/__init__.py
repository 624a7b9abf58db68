"""Tables on the plan, its indicators and ratings to statements."""
