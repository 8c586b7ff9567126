"""The refusals that services raise: a sentence for the person, and a status for machines."""

from typing import ClassVar

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal that a person can act on.

    `message` is translated; `status` is the HTTP status of the answer (409 by default), `exit_code` what a command
    exits with.
    """

    status: ClassVar[int] = 409
    exit_code: ClassVar[int] = 1

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The person lacks the capability, or may not do this for another reason (the act is about them)."""

    status = 403


class NotFound(DomainError):
    """The row does not exist, or the person may not see it."""

    status = 404
    exit_code = 4


class InvalidInput(DomainError):
    """A value was wrong; `field` names the form field it belongs to, or is empty."""

    status = 422
    exit_code = 2

    def __init__(self, message: "str | Promise", *, field: str = "") -> None:
        super().__init__(message)
        self.field = field
