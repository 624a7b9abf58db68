"""Things found by their names, and all that is known of one."""
