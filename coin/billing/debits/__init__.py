"""SEPA direct debits as the bank wants and says them: files written, files read, reasons in words."""
