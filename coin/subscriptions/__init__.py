"""Offers, subscriptions and services: what was promised."""
