"""URLs of the journal."""

from django.urls import URLPattern, path

from coin.office.journal import views as journal

patterns: list[URLPattern] = [
    path("journal/", journal.JournalList.as_view(), name="journal"),
]
