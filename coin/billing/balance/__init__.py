"""What a member owes: balances, allocation of money to documents, what holds a document back."""
