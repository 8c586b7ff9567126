"""A general assembly as a member sees it: when, where, what for, and who votes for whom."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.badges import Badge
from coin.core.models import Association
from coin.core.templatetags.coin import day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import FormPage, Link
from coin.members.assemblies import voters as assemblies
from coin.members.assemblies.proxies import give_proxy, withdraw_proxy
from coin.members.models import Assembly, Proxy
from coin.portal.shared.pages import HOME, MemberRecord


class ProxyForm(forms.Form):
    """Who receives the proxy, to vote for the member: a member number or an e-mail, and the name that goes with it.

    The form offers no list: members do not browse one another.
    """

    who = forms.CharField(
        label=gettext_lazy("Their member number or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Their last name"),
        max_length=150,
        help_text=gettext_lazy(
            "Or their pseudonym, or the organisation: it must be the same member."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OneAssembly(MemberRecord[Assembly]):
    """The base of the pages about one assembly: a 404 as long as members were not called to it.

    `given` is the proxy that the member gave for it, None without one.
    """

    def get_queryset(self) -> QuerySet[Assembly]:
        return assemblies.announced()

    @cached_property
    def given(self) -> Proxy | None:
        return assemblies.proxies(self.object).filter(giver=self.member).first()

    def get_parent(self) -> Link | None:
        url = reverse("portal:assembly", args=[self.object.pk])
        return super().get_parent() or Link(self.object.title, url)


class AssemblyPage(OneAssembly):
    template_name = "portal/membership/assembly.html"
    parent = HOME

    def get_title(self) -> str:
        return self.object.title

    def get_badges(self) -> list[Badge]:
        return [Badge(_("Cancelled"), "off")] if self.object.cancelled_at else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proxies_held = assemblies.proxies(self.object).filter(holder=self.member)
        return super().get_context_data(
            assembly=self.object,
            votes=assemblies.may_vote(self.object, self.member),
            is_open=assemblies.is_open(self.object),
            given_to=assemblies.shown_name(self.given.holder) if self.given else "",
            givers=[assemblies.shown_name(proxy.giver) for proxy in proxies_held],
            most=Association.current().proxies_per_holder,
            **kwargs,
        )


class ProxyNew(OneAssembly, FormPage):
    title = gettext_lazy("Let somebody vote for me")
    button = gettext_lazy("Give my proxy")
    done = gettext_lazy("Your proxy is given. You are both told by mail.")
    form_class = ProxyForm

    def prepare(self) -> None:
        words = _(
            "This member votes for you on %(day)s, and is told by mail. You may take it back until it starts."
        )
        self.intro = words % {"day": day(self.object.starts_at)}

    def get_subtitle(self) -> str:
        return self.object.title

    def do(self, form: ProxyForm) -> None:
        give_proxy(self.object, self.member, actor=self.request.user, **form.cleaned_data)


class ProxyBack(OneAssembly, ConfirmPage):
    title = gettext_lazy("Take my proxy back")
    done = gettext_lazy("Your proxy is taken back: you vote yourself.")

    def preview(self) -> Preview:
        if not self.given:
            return Preview(_("You gave no proxy for this assembly."))
        if not assemblies.is_open(self.object):
            return Preview(
                _("This assembly has started or is cancelled: nothing changes any more.")
            )
        words = {"holder": assemblies.shown_name(self.given.holder)}
        return Preview(
            _("%(holder)s no longer votes for you, and is told by mail.") % words,
            button=_("Take my proxy back"),
        )

    def do(self, form: Any) -> None:
        withdraw_proxy(self.object, self.member, actor=self.request.user)
