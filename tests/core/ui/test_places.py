import pytest
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.core.models import Mail, MailState
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Link, Page, RecordPage
from coin.core.views.places import PagesOf, Place

pytestmark = pytest.mark.django_db
MAILS: PagesOf[Mail] = PagesOf(
    gettext_lazy("Mails"),
    "office:mails",
    record="office:mail",
    rows=Mail.objects.all,
    name=lambda mail: mail.subject,
    states=MailState,
    counted=ngettext_lazy("%(count)s mail", "%(count)s mails", "count"),
)


class List(ListPage):
    of = MAILS


class Record(RecordPage[Mail]):
    of = MAILS


class About(AboutPage[Mail]):
    of = MAILS


class Beside(Page):
    parent = Place(gettext_lazy("Mails"), "office:mails")


@pytest.fixture
def mail() -> Mail:
    return Mail.objects.create(subject="Votre cotisation", to="alice@example.org")


def test_a_list_has_the_title_the_rows_and_the_count_of_its_model(mail: Mail) -> None:
    page = List()
    assert list(page.get_queryset()) == [mail]
    with translation.override("en"):
        assert (page.get_title(), page.noun(1), page.noun(2)) == ("Mails", "1 mail", "2 mails")


def test_a_record_is_found_named_badged_and_leads_back_to_the_list(mail: Mail) -> None:
    page = Record(kwargs={"pk": mail.pk})
    page.prepare()
    assert page.object == mail
    assert page.get_title() == "Votre cotisation"
    assert [badge.label for badge in page.get_badges()] == [str(MailState(mail.state).label)]
    with translation.override("en"):
        assert page.get_parent() == Link("Mails", "/bureau/courriels/") == Beside().get_parent()


def test_a_page_about_a_row_leads_back_to_its_record(mail: Mail) -> None:
    page = About(kwargs={"pk": mail.pk})
    url = f"/bureau/courriels/{mail.pk}/"
    assert page.get_parent() == Link("Votre cotisation", url)
    assert page.get_back_url() == url
    assert page.get_subject() == mail


def test_a_row_that_is_not_there_is_not_found_before_anything_else() -> None:
    with pytest.raises(Http404):
        About(kwargs={"pk": 7}).prepare()
