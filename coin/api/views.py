"""The pages that machines read. None of them needs a session or sets a cookie."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from coin.core.digests import sha256
from coin.federation import isp

# Seconds. The federation's crawler comes back between 1 hour and 14 days later.
ISP_JSON_MAX_AGE = 6 * 3600


@login_not_required
@require_safe
def isp_json(request: HttpRequest) -> HttpResponseBase:
    """The federation's document, isp.json, for everybody; 304 when the reader's copy is still right.

    Its type is bare `application/json`: with a charset, the federation's validator warns.
    """
    body = json.dumps(isp.document(), ensure_ascii=False, indent=2).encode()
    changed = int(isp.changed_at().timestamp())
    etag = quote_etag(sha256(body)[:32])
    response = HttpResponse(body, content_type="application/json")
    response["Cache-Control"] = f"public, max-age={ISP_JSON_MAX_AGE}"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    # The sign-in middleware read the session, and Django would add “Vary: Cookie”: the answer is the same for all.
    request.session.accessed = False
    unchanged = get_conditional_response(
        request, etag=etag, last_modified=changed, response=response
    )
    return unchanged or response
