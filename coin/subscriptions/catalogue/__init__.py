"""Offers and the services they hold."""
