"""Requests to join: the list and the record."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coin.core.models import Association
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, RecordPage
from coin.members import capabilities
from coin.members.joining import questions
from coin.members.joining.admissions import WAITING
from coin.members.models import Application
from coin.office import pages_of
from coin.office.joining import tables as application_tables
from coin.office.journal import events
from coin.subscriptions.models import Offer


class ApplicationList(ListPage):
    capability = capabilities.JOIN
    of = pages_of.APPLICATIONS
    table_class = application_tables.ApplicationTable
    filterset_class = application_tables.ApplicationFilter
    csv_name = "requests"

    def get_queryset(self) -> QuerySet[Application]:
        return application_tables.rows()

    def get_actions(self) -> list[Action]:
        return [Action(_("The form"), reverse("join"), "external-link")]


class ApplicationRecord(RecordPage[Application]):
    """A request to join: all that the candidate typed, similar members, the messages on both sides.

    While it waits, three buttons lead to the answers: approve, ask for more, decline.
    """

    of = pages_of.APPLICATIONS
    capability = capabilities.JOIN
    template_name = "office/joining/application.html"

    def get_subtitle(self) -> str:
        return str(self.object)

    def get_actions(self) -> list[Action]:
        if self.object.state not in WAITING:
            return []
        at, right = [self.object.pk], capabilities.JOIN
        yes, more, no = (
            reverse(f"office:application-{name}", args=at) for name in ("approve", "ask", "decline")
        )
        return [
            Action(_("Approve"), yes, "circle-check", right, "primary"),
            Action(_("Ask for more"), more, "message", right),
            Action(_("Decline"), no, "ban", right),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "said": list(self.object.messages.select_related("author")),
            "similar": questions.similar_members(self.object) if self.object.member is None else [],
            "wishes": wishes(self.object),
            "first_total": questions.first_total(
                self.object.plan, self.object.amount, self.object.gift
            ),
            "texts": list(texts(self.object, Association.current())),
        }
        if self.request.user.has_capability(capabilities.JOURNAL.slug):
            rows = events.about(("members.application", [self.object.pk]))
            context["events"] = events.events(rows)
        return super().get_context_data(**context, **kwargs)


def wishes(application: Application) -> list[str]:
    """The names of the offers that the candidate wishes for; the slug stands for an offer that was deleted."""
    names = dict(Offer.objects.filter(slug__in=application.wishes).values_list("slug", "name"))
    return [names.get(slug, slug) for slug in application.wishes]


def texts(application: Application, association: Association) -> "list[tuple[str, str, bool]]":
    """The statutes and the rules, where the candidate accepted them.

    (label, version accepted, whether another version is in force now).
    """
    labels = {"statutes": _("Statutes accepted"), "rules": _("Rules accepted")}
    accepted_texts = []
    for name, label in labels.items():
        accepted = getattr(application, f"{name}_version")
        current = getattr(association, f"{name}_version")
        if accepted:
            accepted_texts.append((label, accepted, bool(current) and current != accepted))
    return accepted_texts
