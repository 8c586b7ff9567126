from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from coin.members.models import User

pytestmark = pytest.mark.django_db


def test_a_volunteer_enters_the_office(charlie: User, sign_in: Callable[[User], Client]) -> None:
    page = sign_in(charlie).get(reverse("office:home"))
    assert page.status_code == 200
    assert "<main" in page.content.decode()
