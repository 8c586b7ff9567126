"""Dues: periods, plans, reduced rates, reminders."""
