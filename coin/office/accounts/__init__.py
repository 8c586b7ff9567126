"""The accounts: reports, verification, closing, opening balances."""
