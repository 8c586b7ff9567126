"""Direct debits: mandates, batches, what the bank sends back."""
