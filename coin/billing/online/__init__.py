"""Payments through Stripe: begun by the member or by the association, read back from Stripe, written once.

Nothing is asked of Stripe while rows are locked: coin writes what it is about to do, asks, and writes the answer. What
dies in between is found again by `resolving`.
"""
