"""Receipts and tax receipts."""
