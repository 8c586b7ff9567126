"""Two records of the same member become one."""
