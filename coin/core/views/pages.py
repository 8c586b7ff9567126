"""The kinds of pages, each written once: a button, a record, a form. Lists: lists.py. Previews: confirm.py."""

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
    """The words and the address of a link, such as the one by which a page leads back."""

    label: Any
    url: str


@dataclass(frozen=True)
class Action:
    """A button of a page's head, shown to the holders of `capability`. `is_post` is for acts that need no preview."""

    label: Any
    url: str
    icon: str
    capability: "Capability | str" = ""
    style: str = ""
    is_post: bool = False

    def is_for(self, user: Any) -> bool:
        return not str(self.capability) or bool(user.has_capability(str(self.capability)))


class Page(TemplateResponseMixin, ContextMixin, CapabilityRequired):
    """The base of pages: a title, a subtitle, badges, a link back and buttons.

    `parent` is the place that the page leads back to; `of` holds what the pages of one model share
    (coin.core.views.places).
    """

    request: SignedInRequest
    layout: ClassVar[str] = "core/layout_office.html"
    title: "str | Promise" = ""
    subtitle: "str | Promise" = ""
    parent: "Place | None" = None
    of: "PagesOf[Any] | None" = None

    def prepare(self) -> None:
        """Find the subject of the page (Http404 when it does not exist); nothing here. Called before anything else."""

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
    """The base of a button that needs no page. A POST calls `act`, which a subclass gives.

    `act` calls one service and returns the address to go to, which shows the message `done`.
    """

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
    """The base of a page about one row, `object`, of the model of `of`.

    The page bears the row's name, and leads back to its record. It stands before another kind of page
    among the bases: `class OfferDelete(AboutPage[Offer], ConfirmPage)`.
    """

    @cached_property
    def object(self) -> Row:
        return self.get_object()

    def get_object(self) -> Row:
        """Find the row that the address names (Http404 when it does not exist)."""
        if self.of is None:
            raise NotImplementedError
        row: Row = self.of.find(self.kwargs)
        return row

    def prepare(self) -> None:
        self.object  # noqa: B018 (a row that does not exist is a 404 before anything else)

    def get_title(self) -> "str | Promise":
        return self.title if self.title or self.of is None else self.of.name(self.object)

    def get_subject(self) -> Any:
        """The row, as the subject of an act of two people (coin.core.views.sensitive)."""
        return self.object

    def get_parent(self) -> Link | None:
        if self.parent or self.of is None:
            return super().get_parent()
        return self.of.link_of(self.object)


class RecordPage(AboutPage[Row]):
    """The page of one row: `get_object` finds the row once, `object` holds it. It leads back to its model's list."""

    def get_badges(self) -> Sequence[Badge]:
        return self.of.badges_of(self.object) if self.of else ()

    def get_parent(self) -> Link | None:
        place = self.parent or self.of
        return place.link() if place else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object=self.object, **kwargs)


class FormPage(Page):
    """The base of a form about one subject. A subclass gives `form_class` and `do`.

    `do` gets the valid form, calls one service and returns the address to go to, which shows the message `done`.
    When `do` returns None, the page goes to the address that it leads back to. A DomainError that `do` raises is shown
    beside its field (InvalidInput) or on top, with status 422; nothing typed is lost.
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
    """The base of the form of a row's own `fields`, filled with their present values.

    A subclass gives `fields`, `form_class` and `do`, which saves.
    """

    fields: ClassVar[Sequence[str]]
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in self.fields}


def put_beside_field(form: forms.Form, error: DomainError) -> None:
    """Show a service's refusal beside the field that the person must change, or on top of the form."""
    field = error.field if isinstance(error, InvalidInput) else ""
    form.add_error(field if field in form.fields else None, str(error.message))
