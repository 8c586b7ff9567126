"""What is wrong with an electronic invoice. Nothing of Django is imported: processes that make PDFs start with this."""


class NotValid(ValueError):
    """An electronic invoice does not hold to its schema: it is never stored."""
