"""Documents: numbered, frozen, printed with their electronic invoice."""
