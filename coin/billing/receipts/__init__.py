"""Receipts for dues, payments and gifts."""
