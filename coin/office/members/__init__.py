"""Members: the list, the record, contacts and papers, duplicates, imports."""
