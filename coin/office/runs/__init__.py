"""The billing run of a month."""
