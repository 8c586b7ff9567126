"""The columns of the office's lists."""

from typing import Any

from django.urls import reverse


def member_url(member: Any) -> str:
    return reverse("office:member", args=[member.number])
