"""The bank: statements imported, lines matched or filed."""
