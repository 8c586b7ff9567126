"""Who had an address: a look-up with a reason, or a legal request whose answer two people read."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Proposal
from coin.core.templatetags.coin import moment
from coin.core.views.confirm import Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, Page, RecordPage, put_beside_field
from coin.core.views.sensitive import SensitiveFormPage, SensitivePage
from coin.network import capabilities
from coin.network.legal import sensitive
from coin.network.legal.looking_up import look_up
from coin.network.legal.queries import with_state
from coin.network.legal.services import record_legal_request
from coin.network.models import LegalRequest, LegalRequestState
from coin.office import pages_of
from coin.office.addresses import forms as legal_forms
from coin.office.addresses import legal_tables


class WhoHad(Page):
    """Look up who held an address at a moment, for a reason that the journal keeps.

    The answer comes only to a POST, below the form: no link opens it.
    """

    capability = capabilities.WHO_HAD
    template_name = "office/addresses/who_had.html"
    title = gettext_lazy("Who had an address")
    subtitle = gettext_lazy("For abuse reports: the holder at that very moment.")

    def get_actions(self) -> list[Action]:
        url = reverse("office:legal-requests")
        return [Action(_("Legal requests"), url, "list-details", capabilities.WHO_HAD)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(form=legal_forms.LookUpForm()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = legal_forms.LookUpForm(request.POST)
        answer = self.answer(form) if form.is_valid() else None
        context = self.get_context_data(form=form, **(answer or {}))
        return self.render_to_response(context, status=200 if answer else InvalidInput.status)

    def answer(self, form: legal_forms.LookUpForm) -> dict[str, Any] | None:
        look_up_data = form.cleaned_data
        at: datetime = look_up_data["at"] or timezone.now()
        actor = self.request.user
        try:
            holdings = look_up(
                look_up_data["address"], at, reason=look_up_data["reason"], actor=actor
            )
        except DomainError as error:
            put_beside_field(form, error)
            return None
        return {"asked": look_up_data["address"], "at": at, "holdings": holdings}


class LegalRequestList(ListPage):
    capability = capabilities.WHO_HAD
    of = pages_of.LEGAL_REQUESTS
    subtitle = gettext_lazy("What authorities ask, and who read the answer.")
    table_class = legal_tables.LegalRequestTable
    filterset_class = legal_tables.LegalRequestFilter
    csv_name = "legal-requests"

    def get_queryset(self) -> QuerySet[LegalRequest]:
        # Names stay in the record: neither the list nor its CSV ever reads the answers.
        return with_state(LegalRequest.objects.defer("answer")).select_related("asked_by")

    def get_actions(self) -> list[Action]:
        new, who = reverse("office:legal-request-new"), reverse("office:who-had")
        right = capabilities.WHO_HAD
        return [
            Action(_("Record a request"), new, "plus", right, "primary"),
            Action(_("Who had an address"), who, "search", right),
        ]


class LegalRequestRecord(RecordPage[LegalRequest]):
    of = pages_of.LEGAL_REQUESTS
    capability = capabilities.WHO_HAD
    template_name = "office/addresses/legal_request.html"

    def get_subtitle(self) -> str:
        return self.object.authority

    def get_actions(self) -> list[Action]:
        pk, right = [self.object.pk], capabilities.WHO_HAD
        if self.object.state != LegalRequestState.UNREAD:
            return []
        url = reverse("office:legal-request-read", args=pk)
        return [Action(_("Read the answer"), url, "eye", right, "primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposals = Proposal.objects.filter(
            act=sensitive.READ_LEGAL_REQUEST.slug, subject_id=self.object.pk
        )
        answer = self.object.answer
        return super().get_context_data(
            proposals=list(proposals.select_related("asked_by", "decided_by")),
            holders=None if answer is None else [in_words(holder) for holder in answer],
            **kwargs,
        )


def in_words(holder: dict[str, Any]) -> dict[str, Any]:
    """A copy of a holder as the answer keeps it, with moments in words under `since` and `until`.

    `until` is empty when the address was still held.
    """
    until = holder["until"]
    return {
        **holder,
        "since": moment(parse_datetime(holder["from"])),
        "until": moment(parse_datetime(until)) if until else "",
    }


def sentence_of(request: LegalRequest) -> str:
    words = {
        "address": request.address,
        "moment": moment(request.at),
        "authority": request.authority,
        "reference": request.reference,
    }
    return _("coin says who held %(address)s on %(moment)s, for %(authority)s (%(reference)s).") % (
        words
    )


class LegalRequestNew(SensitiveFormPage):
    """The form that records a legal request and at once asks a second person to confirm that its answer is read."""

    parent = pages_of.LEGAL_REQUESTS
    capability = capabilities.WHO_HAD
    act = sensitive.READ_LEGAL_REQUEST
    title = gettext_lazy("Record a legal request")
    intro = gettext_lazy(
        "Check first that it comes from an authority that may ask. One address and one moment each time."
    )
    form_class = legal_forms.LegalRequestForm
    button = gettext_lazy("Record it and read the answer")
    done = gettext_lazy("Recorded and read.")
    legal_request: LegalRequest | None = None

    def get_subject(self) -> LegalRequest | None:
        return self.legal_request

    def get_sentence(self, form: Any) -> str:
        assert self.legal_request is not None
        return sentence_of(self.legal_request)

    def do(self, form: legal_forms.LegalRequestForm) -> str:
        names = ("authority", "reference", "received_on", "address", "port", "at")
        fields = {name: form.cleaned_data[name] for name in names}
        # A request that the proposal refuses is not recorded either.
        with transaction.atomic():
            self.legal_request = record_legal_request(actor=self.request.user, **fields)
            return super().do(form)


class LegalRequestRead(AboutPage[LegalRequest], SensitivePage):
    """Ask a second person again to read an answer, when nobody confirmed in time or the second person refused.

    Once the answer was read, the page says so and has no button.
    """

    of = pages_of.LEGAL_REQUESTS
    capability = capabilities.WHO_HAD
    act = sensitive.READ_LEGAL_REQUEST
    title = gettext_lazy("Read a legal request")
    done = gettext_lazy("Read.")

    def preview(self) -> Preview:
        is_read = self.object.read_at is not None
        return Preview(
            sentence_of(self.object),
            "" if is_read else _("Read the answer"),
            warnings=[_("It was read already.")] if is_read else [],
        )
