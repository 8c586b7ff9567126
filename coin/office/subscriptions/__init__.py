"""Offers and subscriptions: their life, prices and shares."""
