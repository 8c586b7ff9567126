"""Dues: plans, periods, renewals, reduced rates, who is in good standing."""
