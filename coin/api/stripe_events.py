"""The events that Stripe sends, without a session: coin believes their signature alone, and answers at once."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coin.billing.online import events
from coin.billing.online.stripe import gateway
from coin.billing.online.stripe.webhook import Forged


@login_not_required
@csrf_exempt  # the signature of the body stands in for the token
@require_POST
def stripe_events(request: HttpRequest) -> HttpResponse:
    """Answer 200 to an event that is stored, known or of no use, 400 to an unsigned one, 413 to one too large.

    Raises Http404 while payments by Stripe are off.
    """
    if not gateway.is_on():
        raise Http404
    # Before the body is read: nobody has proved yet to be Stripe.
    if int(request.META.get("CONTENT_LENGTH") or 0) > events.MOST_BYTES:
        return HttpResponse(status=413)
    try:
        events.receive(request.body, request.headers.get("Stripe-Signature", ""))
    except Forged:
        return HttpResponse(status=400)
    return HttpResponse(status=200)
