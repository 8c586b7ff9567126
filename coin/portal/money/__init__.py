"""The member's money: what is owed, how to pay it, documents, debits, receipts."""
