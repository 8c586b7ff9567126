import pytest
from django.http import QueryDict
from django.test import RequestFactory

from coin.members.models import Member
from coin.office.journal.filters import JournalFilter
from coin.office.members.tables import MemberFilter
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def filters(query: str) -> MemberFilter:
    request = RequestFactory().get("/")
    request.user = UserFactory.create()
    return MemberFilter(QueryDict(query), queryset=Member.objects.all(), request=request)


def test_a_chip_keeps_what_else_is_chosen_and_goes_back_to_the_first_page() -> None:
    row = filters("q=martin&standing=late&sort=-number&page=3").chip_rows()[0]
    off = {chip.url for chip in row.chips if chip.is_on}
    assert off == {"?q=martin&sort=-number"}
    on = [chip.url for chip in row.chips if not chip.is_on]
    assert "?q=martin&standing=late&standing=good&sort=-number" in on


def test_the_search_form_carries_chips_and_order_along() -> None:
    assert filters("q=x&kind=person&kind=organisation&sort=name&page=2").carried() == [
        ("kind", "person"),
        ("kind", "organisation"),
        ("sort", "name"),
    ]


def test_what_cannot_be_read_is_passed_over() -> None:
    assert filters("standing=nonsense&kind=").qs.count() == 0
    journal = JournalFilter(QueryDict("since=not-a-day"), queryset=Member.objects.none())
    assert journal.qs.count() == 0
    assert not journal.form.is_valid()
