"""The association's colour, and each person's choice of light or dark pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_POST, require_safe

from coin.core import colours
from coin.core.models import Association

COOKIE = "theme"
THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 3600


def _version(request: HttpRequest) -> str:
    return f'"{Association.current().accent}"'


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=_version)
def style_sheet(request: HttpRequest) -> HttpResponse:
    """The accent colour as CSS; browsers load it again only when the colour changed."""
    return HttpResponse(
        colours.style_sheet(Association.current().accent), content_type="text/css; charset=utf-8"
    )


@login_not_required
@csrf_exempt  # it changes nothing but the looks, and must work on pages without a token
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in a cookie (any other value lets the device decide), and go back."""
    back = request.META.get("HTTP_REFERER", "")
    # The header comes from outside: coin redirects to no other site.
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    if request.POST.get("to") in THEMES:
        response.set_cookie(
            COOKIE, request.POST["to"], max_age=A_YEAR, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
