"""Joining: the form, a page at a time. The server keeps nothing before it is sent, and nothing typed is lost."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association
from coin.core.views.pages import put_beside_field
from coin.members.joining import questions
from coin.members.joining.services import submit_application
from coin.portal.joining.check import VERSIONS, CheckForm
from coin.portal.joining.draft import CHECK, Draft
from coin.portal.joining.forms import StepForm, last_day_from_today
from coin.portal.shared.plain import PublicPage


class Join(PublicPage):
    """The join form: one address; each page carries the answers of the others, and nothing is saved before the end.

    `at` is the page that was sent. `go` is `send` (the last button), or the page to go back to; else the next page that
    lacks an answer is shown. A page says so while the association takes no requests.
    """

    template_name = "portal/joining/join.html"
    draft: Draft
    form: StepForm
    step = "kind"
    is_open: bool

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_open = questions.is_open()
        self.draft = Draft(request.POST, Association.current())

    def get_template_names(self) -> list[str]:
        return [self.template_name if self.is_open else "portal/joining/join_closed.html"]

    def get_title(self) -> Any:
        return self.form.title if self.is_open else _("Join the association")

    def get_subtitle(self) -> str:
        if not self.is_open:
            return ""
        steps = self.draft.steps
        words = _("Page %(number)s of %(count)s")
        return words % {"number": steps.index(self.step) + 1, "count": len(steps)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show("kind")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        draft, at, go = self.draft, request.POST.get("at", ""), request.POST.get("go", "")
        if not self.is_open:
            return self.show("kind", status=DomainError.status)
        if go == "send":
            return self.send()
        if go in draft.steps[:-1]:
            return self.show(go)
        if at not in draft.steps[:-1]:
            return self.show(draft.first_missing())
        form = draft.form(at, bound=True)
        if not form.is_valid():
            return self.show(at, form, status=InvalidInput.status)
        draft.seen.add(at)
        return self.show(draft.first_missing())

    def send(self) -> HttpResponseBase:
        """The last button: save the request and mail its link, or show the first page that is wrong.

        Every page is checked again: anybody can change the hidden fields that hold the answers.
        """
        for step, form in self.draft.bound_forms():
            if not form.is_valid():
                return self.show(step, form, status=InvalidInput.status)
        check = self.draft.form(CHECK, bound=True)
        if not check.is_valid():
            return self.show(CHECK, check, status=InvalidInput.status)
        try:
            self.submit(check.cleaned_data)
        except DomainError as error:
            return self.refuse(error, check)
        return redirect("join-sent")

    def submit(self, checked: dict[str, Any]) -> None:
        submit_application(
            actor=None,
            form_key=checked["form_key"],
            address=get_adapter().get_client_ip(self.request),
            **self.draft.fields(),
            **{name: checked[name] for name in VERSIONS if name in checked},
        )

    def refuse(self, error: DomainError, check: StepForm) -> HttpResponse:
        """Show a service's refusal on the page that has the field, or else on the last one."""
        field = error.field if isinstance(error, InvalidInput) else ""
        pages = [pair for pair in self.draft.bound_forms() if field in pair[1].fields]
        step, form = pages[0] if pages else (CHECK, check)
        form.is_valid()  # an error can be added only to a form that was checked
        put_beside_field(form, error)
        return self.show(step, form, status=error.status)

    def show(self, step: str, form: StepForm | None = None, status: int = 200) -> HttpResponse:
        self.step = step
        self.form = form or self.draft.form(step, bound=False)
        if isinstance(self.form, CheckForm) and self.form.is_bound:
            self.form.renew()
        return self.render_to_response(self.get_context_data(), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft, step = self.draft, self.step
        context = {"step": step, "form": self.form, "back": draft.before(step), "plan": draft.plan}
        if step == CHECK:
            context |= self.summary()
        return super().get_context_data(carried=draft.carried(self.form), **context, **kwargs)

    def summary(self) -> dict[str, Any]:
        values = self.draft.fields()
        plan, amount, gift = values["plan"], values["amount"], values["gift"]
        return {
            "sections": self.draft.sections(),
            "amount": amount,
            "gift": gift,
            "total": questions.first_total(plan, amount, gift),
            "until": last_day_from_today(plan),
            "email": values["email"],
            "wants_reduced": values.get("wants_reduced", False),
        }


class JoinSent(PublicPage):
    """The page after the join form is sent: “Look at your mail”, the same for everybody.

    Only a mail to the address says whether somebody here has it already.
    """

    template_name = "portal/joining/join_sent.html"
    title = gettext_lazy("Look at your mail")
