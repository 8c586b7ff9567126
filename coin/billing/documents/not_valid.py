"""The error of electronic invoices, without an import of Django: processes that make PDFs read it before Django."""


class NotValid(ValueError):
    """An electronic invoice breaks its schema: it is never stored."""
