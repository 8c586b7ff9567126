"""Pools of addresses, and who holds which from when to when.

Subjects, from those that others rest on upwards: `pools`, `assignments`, `legal`.
"""
