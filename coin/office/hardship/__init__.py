"""Payment plans, the solidarity fund, suspensions."""
