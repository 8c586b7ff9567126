"""The catalogue: offers, and the services that each holds."""
