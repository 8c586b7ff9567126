"""{% load coin %}: icons, badges, amounts, days, things to copy, form fields and menus."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms, template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coin.core import badges, money, navigation
from coin.core.views.appearance import COOKIE, THEMES

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite. Without `label`, the icon only decorates the words beside it, and is not read aloud."""
    source = f"{static('assets/icons.svg')}#{name}"
    if not label:
        return _decoration(source, css)
    return format_html(
        '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>',
        css,
        label,
        source,
    )


@cache  # a page has some fifty icons, all of the few names that templates give
def _decoration(source: str, css: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>', css, source
    )


@register.simple_tag
def badge(enum: str, value: Any) -> SafeString:
    """A state as a word with its colour, nothing for an empty value: {% badge "Standing" member.standing %}."""
    if not value:
        return SafeString("")
    state = badges.badge(enum, value)
    return tone_badge(state.label, state.tone)


@register.simple_tag(name="tone")
def tone_badge(label: Any, tone: str) -> SafeString:
    """Any word in one of the tones of core.badges."""
    return format_html('<span class="state state-{}">{}</span>', tone, label)


@register.filter
def euros(amount: Decimal | int | None) -> str:
    """`1 234,56 €`; nothing for None."""
    return "" if amount is None else money.euros(Decimal(amount))


@register.filter
def opposite(amount: Decimal) -> Decimal:
    """The amount with the other sign: a credit is shown as `12,00`, not `-12,00`."""
    return -amount


@register.filter
def day(value: date | datetime | None) -> str:
    """`22 novembre 2026`; nothing for None. An instant becomes its day in the local time zone."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return date_format(value, "j F Y")


@register.filter
def last_day(end: date | None) -> date | None:
    """The last day of a period whose end is not included: {{ period.ends_on|last_day|day }}."""
    return end - timedelta(days=1) if end else None


@register.filter
def moment(value: datetime | None) -> str:
    """`22 novembre 2026, 14:05:09` in the local time zone; nothing for None."""
    return f"{day(value)}, {timezone.localtime(value):%H:%M:%S}" if value else ""


@register.filter
def ago(value: datetime | None) -> SafeString:
    """How long ago an instant was, with the exact instant in a title; nothing for None."""
    if not value:
        return SafeString("")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        moment(value),
        naturaltime(value),
    )


@register.simple_tag
def copy(value: Any, what: str = "") -> SafeString:
    """An address, key or reference in monospace; its copy button appears where scripts run."""
    label = _("Copy %(what)s") % {"what": what or value}
    return format_html(
        '<span class="copy"><code>{}</code>'
        '<button type="button" class="copy-button" hidden data-copy="{}" data-done="{}" aria-label="{}" title="{}">{}'
        "</button></span>",
        value,
        value,
        _("Copied"),
        label,
        label,
        icon("copy"),
    )


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """A form field's control, in the classes of its kind."""
    kind = field.field.widget
    if isinstance(kind, forms.CheckboxInput):
        css = "form-check-input"
    elif isinstance(kind, forms.Select) and not isinstance(kind, forms.RadioSelect):
        css = "form-select"
    elif isinstance(kind, forms.RadioSelect | forms.CheckboxSelectMultiple):
        css = ""
    else:
        css = "form-control"
    classes = " ".join(
        filter(None, (css, kind.attrs.get("class"), "is-invalid" if field.errors else ""))
    )
    return SafeString(field.as_widget(attrs={"class": classes} if classes else {}))


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def unit(field: BoundField) -> str:
    """The unit shown inside the field, which a form field carries as its `unit`."""
    return str(getattr(field.field, "unit", ""))


@register.simple_tag(takes_context=True)
def menu(context: Any, face: str) -> list[navigation.Line]:
    """The lines of a face's menu for the person signed in."""
    request = context["request"]
    return navigation.lines(face, request.user, request.path)


@register.simple_tag(takes_context=True)
def theme(context: Any) -> str:
    """`light` or `dark` when the person chose one; empty when the device decides."""
    # A template may be rendered without a request.
    request = context.get("request")
    chosen = request.COOKIES.get(COOKIE, "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag(takes_context=True)
def may(context: Any, capability: str) -> bool:
    """Whether the person signed in holds a capability: {% may "billing.issue" as can_issue %}."""
    return bool(context["request"].user.has_capability(capability))
