"""Address pools, look-ups and legal requests."""
