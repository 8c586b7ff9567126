"""Direct debits: mandates, batches, returns of the bank."""
