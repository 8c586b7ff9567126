"""What Stripe tells, outside of sessions: believed by its signature alone, and answered at once."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coin.billing.online import events
from coin.billing.online.stripe import gateway
from coin.billing.online.stripe.webhook import Forged


@login_not_required
@csrf_exempt  # the signature of the body takes its place
@require_POST
def stripe_events(request: HttpRequest) -> HttpResponse:
    """200 for what is kept, known or of no use; 400 for what is not signed; 413 for what is too large to be true."""
    if not gateway.is_on():
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > events.MOST_BYTES:
        return HttpResponse(status=413)
    try:
        events.receive(request.body, request.headers.get("Stripe-Signature", ""))
    except Forged:
        return HttpResponse(status=400)
    return HttpResponse(status=200)
