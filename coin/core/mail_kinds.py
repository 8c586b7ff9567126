"""The kinds of mail in words. A kind is a slug that a room gives to its mails."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: "dict[str, Promise]" = {
    "account.notice": _("Change of an account"),
    "assembly.call": _("Call to a general assembly"),
    "assembly.cancelled": _("Assembly cancelled"),
    "assembly.proxy_given": _("Proxy given"),
    "assembly.proxy_received": _("Proxy received"),
    "assembly.proxy_withdrawn": _("Proxy taken back"),
    "data_export": _("Copy of one's data"),
    "erased": _("Data erased"),
    "erasure_declined": _("Erasure declined"),
    "members.dues_reminder": _("Dues reminder"),
    "members.join_confirm": _("Check of an address, to join"),
    "members.join_declined": _("Request to join declined"),
    "members.join_question": _("Candidate asked for more"),
    "members.reduced_rate": _("Reduced rate"),
    "members.representative": _("New representative"),
    "secret.email": _("Check of an address"),
    "secret.invitation": _("Invitation of an account"),
    "secret.join_approved": _("Request to join approved"),
    "secret.join_password": _("New link to choose a password"),
    "secret.password": _("Forgotten password"),
    "secret.services_password": _("Password of the services"),
}


def name_kind(kind: str, label: "Promise") -> None:
    """Give a kind its words. Raises ValueError when it has words already."""
    if kind in LABELS:
        raise ValueError(f"the kind of mail {kind} is named twice")
    LABELS[kind] = label


def label_of(kind: str) -> str:
    """The kind in words; its slug without the room when no words were given."""
    label = LABELS.get(kind)
    return str(label) if label else kind.rpartition(".")[2].replace("_", " ")
