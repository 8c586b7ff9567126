"""The bank: statements taken in, lines matched or filed."""
