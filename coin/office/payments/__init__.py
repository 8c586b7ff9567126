"""Money in: payments, cheques, the cash book."""
