"""Mails documents to their members: each document once, those of one run together, in plain words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import actions
from coin.billing.balance import queries
from coin.billing.balance.locks import lock_member
from coin.billing.debits.mandates import is_lapsed, takes_debits, usable
from coin.billing.documents import pdf
from coin.billing.enums import OPEN_DEBITS, DocumentState
from coin.billing.models import Debit, Document, DocumentMail
from coin.billing.models.document import ERASED
from coin.core import audit, mails
from coin.core.errors import DomainError
from coin.core.iban import read_iban
from coin.core.mail_kinds import name_kind
from coin.core.models import Association, Mail
from coin.core.money import ZERO
from coin.members.models import Member, User

MAILED = "billing.documents"
TEMPLATE = "billing/mail/documents.txt"
name_kind(MAILED, gettext_lazy("Documents"))


def mail_document(document: Document, *, actor: User | None, again: bool = False) -> Mail:
    """Mail one issued document to its member; `again` sends a document that was mailed before, on purpose.

    The mail joins the queue of coin.core.mails, and the PDF is made first when there is none. Raises DomainError for a
    draft, when there is no address or no PDF can be made, and when the document was mailed already.
    """
    if not document.number:
        raise DomainError(_("A draft is not mailed: issue it first."))
    # The PDF is made before the member is locked, since printing takes a while.
    pdf.render([document.pk], processes=1)
    with transaction.atomic():
        member = lock_member(document.member_id)
        documents = _listed([document.pk])
        _check(documents[0], member, again=again)
        mail = _write(member, documents, key=None if again else _key(documents))
        changes = {"mailed": (None, member.email)}
        number = member.number
        audit.record(actions.MAILED, document, actor=actor, changes=changes, member_number=number)
    return mail


@transaction.atomic
def mail_documents(member_pk: int, document_pks: Iterable[int]) -> Mail | None:
    """Mail together those of the documents that have a PDF and were never mailed; returns the mail, which is queued.

    Returns None when no document is left or the member has no address.
    """
    member = lock_member(member_pk)
    documents = [
        document for document in _listed(document_pks) if document.pdf and not _mailing(document)
    ]
    if not documents or not member.email:
        return None
    return _write(member, documents, key=_key(documents))


def _listed(pks: Iterable[int]) -> "list[queries.ListedDocument]":
    rows = queries.documents_list().filter(pk__in=list(pks), state=DocumentState.ISSUED)
    return list(rows.select_related("mailing", "corrects").order_by("issued_on", "pk"))


def _mailing(document: Document) -> DocumentMail | None:
    return getattr(document, "mailing", None)


def _check(document: Document, member: Member, *, again: bool) -> None:
    if document.recipient == ERASED or not document.pdf:
        raise DomainError(_("The words of this document were erased: it cannot be mailed."))
    if not member.email:
        words = _("The record of member n°%(number)s has no e-mail address.")
        raise DomainError(words % {"number": member.number})
    mailed = _mailing(document)
    if mailed and not again:
        words = _("%(document)s was mailed on %(day)s already.")
        day = date_format(timezone.localdate(mailed.mailed_at))
        raise DomainError(words % {"document": document, "day": day})


def _key(documents: Sequence[Document]) -> str:
    """The key under which coin.core.mails sends the mail once: its first document."""
    return f"document:{documents[0].pk}"


def _write(member: Member, documents: "list[queries.ListedDocument]", *, key: str | None) -> Mail:
    """Write the mail, and record that each document was mailed. Call this in a transaction that locked the member.

    `key` is None for a mail that is sent again.
    """
    mail = mails.send(
        MAILED,
        TEMPLATE,
        told(member, documents),
        to=member.email,
        language=member.language,
        key=key,
        member_number=member.number,
        attachments=[
            {
                "name": f"{document.number}.pdf",
                "file": str(document.pdf.name),
                "type": "application/pdf",
            }
            for document in documents
        ],
    )
    assert mail is not None  # there is an address, and the key goes with the row below
    for document in documents:
        now = {"mail": mail, "mailed_at": timezone.now()}
        DocumentMail.objects.update_or_create(document=document, defaults=now)
    return mail


def told(member: Member, documents: Sequence[Document]) -> dict[str, Any]:
    """The values of the mail: these documents, the whole balance, and how to pay it."""
    association = Association.current()
    owed = queries.owed(member)
    return {
        "association": association,
        "member": member,
        "documents": documents,
        "only": documents[0] if len(documents) == 1 else None,
        "owed": owed,
        "one_day": len({document.document.due_on for document in owed.documents}) == 1,
        "is_late": any(document.is_late for document in owed.documents),
        "ahead": -owed.balance if owed.balance < ZERO else None,
        "mandate": _mandate(member, association) if owed.balance > ZERO else None,
        "debit_on": _debit_on(owed),
        "iban": read_iban(association.iban).formatted,
        "reference": _reference(member, owed),
    }


def _mandate(member: Member, association: Association) -> Any:
    """The mandate in use that will pay the member's debt, if there is one."""
    if not takes_debits(association):
        return None
    mandate = usable([member.pk]).get(member.pk)
    return mandate if mandate and not is_lapsed(mandate, timezone.localdate()) else None


def _debit_on(owed: queries.Owed) -> Any:
    """The day of the first debit that is planned for these documents, if there is one."""
    documents = [document.document.pk for document in owed.documents]
    planned = Debit.objects.filter(document__in=documents, state__in=OPEN_DEBITS)
    return planned.aggregate(day=Min("batch__collection_on"))["day"]


def _reference(member: Member, owed: queries.Owed) -> str:
    """The reference that a transfer should bear, with the document's number when there is a single one to pay."""
    if len(owed.documents) == 1:
        return f"{member.reference} {owed.documents[0].document.number}"
    return str(member.reference)
