"""Middleware: a service's refusal becomes a page that says why, and the acts of each request are sealed."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coin.core import chain
from coin.core.errors import DomainError

logger = logging.getLogger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


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


class SealJournalMiddleware:
    """Seals the journal after each request that may have written in it; the periodic job seals the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE_METHODS:
            _seal_quietly()
        return response


def _seal_quietly() -> None:
    try:
        chain.seal_newest()
    except Exception:
        # The act is committed and its page is ready: a seal that fails must not spoil them.
        logger.exception("the journal could not be sealed behind a request; the periodic job will")
