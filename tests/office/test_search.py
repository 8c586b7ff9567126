"""Every search box ignores accents and case."""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict

import coin.office
from coin.billing.models import Payment
from coin.core import mails
from coin.core.filters import FilterSet
from coin.core.models import Mail
from coin.members.models import DuesPlan, WorkingGroup
from coin.office.documents import filters as money_filters
from coin.office.dues import tables as dues_tables
from coin.office.mails import tables as mail_tables
from coin.office.subscriptions.filters import OfferFilter
from coin.subscriptions.models import Offer
from tests.factories import DuesPlanFactory, OfferFactory, PaymentFactory, WorkingGroupFactory

# Filters with a search of their own: Stripe's identifiers are typed exactly; the others use Member.search, or a column
# that holds their words without accents or capitals.
OF_THEIR_OWN = {
    "dues.ReducedRateFilter",
    "hardship.PlanFilter",
    "joining.ApplicationFilter",
    "members.MemberFilter",
    "online.EventFilter",
    "online.OnlineFilter",
    "online.PayoutFilter",
    "payments.SlipFilter",
}


def searching() -> list[type[FilterSet]]:
    for module in pkgutil.walk_packages(coin.office.__path__, "coin.office."):
        if ".management" not in module.name:
            importlib.import_module(module.name)
    return [box for box in FilterSet.__subclasses__() if box.search_help]


def test_every_search_box_folds_what_it_looks_into() -> None:
    boxes = searching()
    assert len(boxes) > 20
    own = {
        f"{box.__module__.split('.')[2]}.{box.__name__}"
        for box in boxes
        if "search" in vars(box) and not box.searched
    }
    assert own == OF_THEIR_OWN


def an_offer(name: str) -> Any:
    return OfferFactory.create(name=f"Fibre {name}")


def a_plan(name: str) -> Any:
    return DuesPlanFactory.create(name=f"Formule {name}")


def a_mail(name: str) -> Any:
    return mails.send_text("members.dues_reminder", f"Pour {name}", "Bonjour.", to="a@example.org")


def a_payment(name: str) -> Any:
    return PaymentFactory.create(reference=f"de {name}")


@pytest.mark.parametrize(
    ("box", "model", "make"),
    [
        (OfferFilter, Offer, an_offer),
        (dues_tables.PlanFilter, DuesPlan, a_plan),
        (mail_tables.MailFilter, Mail, a_mail),
        (money_filters.PaymentFilter, Payment, a_payment),
    ],
)
@pytest.mark.parametrize(
    ("stored", "typed"),
    [("HELENE", "hélène"), ("Hélène", "HELENE"), ("ŒUVRE", "oeuvre"), ("coeur", "Cœur")],
)
@pytest.mark.django_db
def test_accents_and_case_are_ignored(
    box: type[FilterSet], model: Any, make: Callable[[str], Any], stored: str, typed: str
) -> None:
    make("somebody else")
    wanted = make(stored)
    query = QueryDict(mutable=True)
    query["q"] = typed
    assert list(box(query, queryset=model.objects.all()).qs) == [wanted]


@pytest.mark.parametrize("stored", ["Groupe  systeme", " Groupe\tsystème "])
@pytest.mark.django_db
def test_a_phrase_is_found_however_it_was_spaced(stored: str) -> None:
    group = WorkingGroupFactory.create(name=stored)
    assert list(WorkingGroup.objects.filter(name__folded__contains="groupe systeme")) == [group]
