"""The error pages, which say what happened and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coin.core.views.access import CapabilityMissing, holders_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 403 page. It names the working groups to ask when the page needs a capability."""
    context = {"reason": str(exception)}
    if isinstance(exception, CapabilityMissing):
        context |= {"right": exception.label, "groups": ", ".join(holders_of(exception.slug))}
    return render(request, "core/403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The page for too many attempts (allauth looks for `handler429` beside Django's own handlers)."""
    return render(request, "core/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "core/500.html", status=500)
