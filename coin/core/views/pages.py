"""The kinds of pages, each made once: record, form, preview then do. Lists are in views/lists.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from coin.core.badges import Badge
from coin.core.capabilities import Capability
from coin.core.errors import DomainError, InvalidInput
from coin.core.requests import SignedInRequest
from coin.core.views.access import CapabilityRequired

if TYPE_CHECKING:
    from coin.core.views.places import PagesOf, Place

Row = TypeVar("Row")


@dataclass(frozen=True)
class Link:
    """Where a page leads back to."""

    label: Any
    url: str


@dataclass(frozen=True)
class Action:
    """A button of a page's head. Shown to those who hold `capability`; `is_post` for acts that need no preview."""

    label: Any
    url: str
    icon: str
    capability: "Capability | str" = ""
    style: str = ""
    is_post: bool = False

    def is_for(self, user: Any) -> bool:
        return not str(self.capability) or bool(user.has_capability(str(self.capability)))


class Page(TemplateResponseMixin, ContextMixin, CapabilityRequired):
    """What every page says of itself: title, subtitle, states, where it leads back to, and its buttons.

    `parent` is the place it leads back to; `of` what the pages of its model share (coin.core.views.places).
    """

    request: SignedInRequest
    layout: ClassVar[str] = "core/layout_office.html"
    title: "str | Promise" = ""
    subtitle: "str | Promise" = ""
    parent: "Place | None" = None
    of: "PagesOf[Any] | None" = None

    def prepare(self) -> None:
        """Find what the page is about (Http404 when it is not there). Called before anything else."""

    def get_title(self) -> "str | Promise":
        return self.title

    def get_subtitle(self) -> "str | Promise":
        return self.subtitle

    def get_badges(self) -> Sequence[Badge]:
        return ()

    def get_parent(self) -> Link | None:
        return self.parent.link() if self.parent else None

    def get_back_url(self) -> str:
        parent = self.get_parent()
        return parent.url if parent else "/"

    def get_actions(self) -> Iterable[Action]:
        return ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "layout": self.layout,
            "title": self.get_title(),
            "subtitle": self.get_subtitle(),
            "badges": self.get_badges(),
            "parent": self.get_parent(),
            "actions": [
                action for action in self.get_actions() if action.is_for(self.request.user)
            ],
            **kwargs,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        return self.render_to_response(self.get_context_data())


class Press(CapabilityRequired):
    """A button that needs no page: `act` calls one service and returns where to go; `done` is then said."""

    http_method_names = ("post",)
    done: "str | Promise" = ""

    def act(self) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        target = self.act()
        if self.done:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(target)


class AboutPage(Page, Generic[Row]):
    """A page about one row of the model of `of`: `object`. It bears the row's name and leads back to its record.

    Named before another kind of page: `class OfferDelete(AboutPage[Offer], ConfirmPage)`.
    """

    @cached_property
    def object(self) -> Row:
        return self.get_object()

    def get_object(self) -> Row:
        """Find the row that the address names (Http404 when it is not there)."""
        if self.of is None:
            raise NotImplementedError
        row: Row = self.of.find(self.kwargs)
        return row

    def prepare(self) -> None:
        self.object  # noqa: B018 (a row that is not there is a 404 before anything else)

    def get_title(self) -> "str | Promise":
        return self.title if self.title or self.of is None else self.of.name(self.object)

    def get_subject(self) -> Any:
        """What an act of two people is about (coin.core.views.sensitive)."""
        return self.object

    def get_parent(self) -> Link | None:
        if self.parent or self.of is None:
            return super().get_parent()
        return self.of.link_of(self.object)


class RecordPage(AboutPage[Row]):
    """One thing: `get_object` finds it once, `object` holds it. It leads back to the list of its model."""

    def get_badges(self) -> Sequence[Badge]:
        return self.of.badges_of(self.object) if self.of else ()

    def get_parent(self) -> Link | None:
        place = self.parent or self.of
        return place.link() if place else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object=self.object, **kwargs)


class FormPage(Page):
    """A form about one subject. `do` calls one service and returns where to go: None for where the page leads back to.

    A DomainError that `do` raises is put beside its field (InvalidInput) or on top; nothing typed is lost (422).
    """

    template_name = "core/form_page.html"
    form_class: ClassVar[type[forms.Form]]
    button: "str | Promise" = ""
    intro: "str | Promise" = ""
    done: "str | Promise" = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.get_initial()}

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form(self) -> forms.Form:
        kwargs = self.get_form_kwargs()
        if self.request.method == "POST":
            kwargs |= {"data": self.request.POST, "files": self.request.FILES}
        return self.form_class(**kwargs)

    def do(self, form: Any) -> str | None:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        return self.show(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        form = self.get_form()
        if not form.is_valid():
            return self.show(form, status=InvalidInput.status)
        try:
            target = self.do(form) or self.get_back_url()
        except DomainError as error:
            put_beside_field(form, error)
            return self.show(form, status=InvalidInput.status)
        if self.done:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(target)

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            form=form, button=self.button, intro=self.intro, back_url=self.get_back_url()
        )
        return self.render_to_response(context, status=status)


class EditPage(AboutPage[Row], FormPage):
    """The form of a row's own `fields`, filled with what they hold now."""

    fields: ClassVar[Sequence[str]]
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in self.fields}


def put_beside_field(form: forms.Form, error: DomainError) -> None:
    """Show a service's refusal where the person can mend it."""
    field = error.field if isinstance(error, InvalidInput) else ""
    form.add_error(field if field in form.fields else None, str(error.message))
