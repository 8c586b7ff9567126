"""A refusal by a service becomes a page that says why, never a 500."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coin.core.errors import DomainError


class DomainErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a DomainError as core/refused.html with its own status; leave every other exception to Django."""
        if not isinstance(exception, DomainError):
            return None
        return render(request, "core/refused.html", {"error": exception}, status=exception.status)
