"""What the filters of several lists share."""

from django import forms


def day_input() -> forms.DateInput:
    # A browser fills <input type="date"> from an ISO date only, whatever the language of the page.
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
