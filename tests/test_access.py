"""Who may open which page: every address of the project, for every kind of person.

A new address fails here until the table below says who may open it.
"""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from coin.billing import capabilities as billing
from coin.core.capabilities import known
from coin.members import capabilities as members
from coin.members.models import Member, User
from coin.network import capabilities as network
from coin.subscriptions import capabilities as subscriptions
from provisioning import capabilities as provisioning

pytestmark = pytest.mark.django_db

EVERYBODY = "everybody"  # without signing in
SIGNED_IN = "whoever is signed in"
MEMBER = "whoever acts for a member"
VOLUNTEER = "whoever holds a seat"
SAMPLES = {"int": 999_999, "slug": "none", "string": "none"}

PUBLIC = {
    "public": EVERYBODY,
    "join": EVERYBODY,
    "join-sent": EVERYBODY,
    "join-follow": EVERYBODY,
    "join-answer": EVERYBODY,
    "join-withdraw": EVERYBODY,
    "portal:welcome": EVERYBODY,
    "sign-in": EVERYBODY,
    "account_login": EVERYBODY,
    "sign-in-passkey": SIGNED_IN,  # for passkeys.js alone: a person who opens it is sent to the sign-in page
    "mfa_authenticate": SIGNED_IN,  # works between the password and the sign-in; afterwards it leads to the home page
    "sign-out": EVERYBODY,
    "password-forgotten": EVERYBODY,
    "password-asked": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "choose-language": EVERYBODY,
    "isp-json": EVERYBODY,
    "stripe-events": EVERYBODY,
    "services-password": EVERYBODY,
    "theme": EVERYBODY,
    "theme-css": EVERYBODY,
    "home": SIGNED_IN,
    "change-password": SIGNED_IN,
    "security": SIGNED_IN,
    "add-application": SIGNED_IN,
    "add-passkey": SIGNED_IN,
    "remove-factor": SIGNED_IN,
    "recovery-codes": SIGNED_IN,
    "renew-recovery-codes": SIGNED_IN,
    "end-session": SIGNED_IN,
    "end-sessions": SIGNED_IN,
    "change-email": SIGNED_IN,
    "confirm-email": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
}
PORTAL = {
    "portal:home": MEMBER,
    "portal:services": MEMBER,
    "portal:service": MEMBER,
    "portal:service-state": MEMBER,
    "portal:choose-offer": MEMBER,
    "portal:subscribe": MEMBER,
    "portal:subscription": MEMBER,
    "portal:choose-price": MEMBER,
    "portal:ask-to-share": MEMBER,
    "portal:money": MEMBER,
    "portal:give-credit": MEMBER,
    "portal:documents": MEMBER,
    "portal:pdf": MEMBER,
    "portal:xml": MEMBER,
    "portal:request-pro-forma": MEMBER,
    "portal:payments": MEMBER,
    "portal:receipts": MEMBER,
    "portal:receipt-pdf": MEMBER,
    "portal:dues-receipt": MEMBER,
    "portal:pay": MEMBER,
    "portal:top-up": MEMBER,
    "portal:online": MEMBER,
    "portal:online-go": MEMBER,
    "portal:online-stop": MEMBER,
    "portal:means": MEMBER,
    "portal:means-new": MEMBER,
    "portal:means-remove": MEMBER,
    "portal:debits": MEMBER,
    "portal:plan": MEMBER,
    "portal:plan-ask": MEMBER,
    "portal:mandate-sign": MEMBER,
    "portal:mandate-pdf": MEMBER,
    "portal:mandate-revoke": MEMBER,
    "portal:assembly": MEMBER,
    "portal:proxy-new": MEMBER,
    "portal:proxy-back": MEMBER,
    "portal:me": MEMBER,
    "portal:change-me": MEMBER,
    "portal:history": MEMBER,
    "portal:contact-new": MEMBER,
    "portal:contact-edit": MEMBER,
    "portal:contact-remove": MEMBER,
    "portal:address-new": MEMBER,
    "portal:address-edit": MEMBER,
    "portal:address-remove": MEMBER,
    "portal:paper": MEMBER,
    "portal:my-services-password": MEMBER,
    "portal:representatives": MEMBER,
    "portal:representative-new": MEMBER,
    "portal:representative-end": MEMBER,
    "portal:accounts": MEMBER,
    "portal:account-new": MEMBER,
    "portal:account-edit": MEMBER,
    "portal:account-remove": MEMBER,
    "portal:account-link": MEMBER,
    "portal:membership": MEMBER,
    "portal:renew": MEMBER,
    "portal:reminders": MEMBER,
    "portal:reduced-rate": MEMBER,
    "portal:resign": MEMBER,
    "portal:my-copy": MEMBER,
    "portal:my-copy-state": MEMBER,
    "portal:my-copy-file": MEMBER,
    "portal:my-erasure": MEMBER,
    "portal:my-erasure-back": MEMBER,
    "portal:act-for": SIGNED_IN,
}
OFFICE = {
    "office:home": VOLUNTEER,
    "office:on-it": VOLUNTEER,
    "office:groups": VOLUNTEER,
    "office:proposals": VOLUNTEER,
    "office:proposal": VOLUNTEER,
    "office:proposal-confirm": VOLUNTEER,
    "office:proposal-refuse": VOLUNTEER,
    "office:seat-new": members.SEATS.slug,
    "office:second-factor-reset": members.SEATS.slug,
    "office:seat-back": VOLUNTEER,
    "office:seat-withdraw": members.SEATS.slug,
    "office:group": VOLUNTEER,
    "office:settings": members.SETTINGS.slug,
    "office:settings-picture": members.SETTINGS.slug,
    "office:settings-edit": members.SETTINGS.slug,
    "office:document-xml": billing.SEE.slug,
    "office:document-pro-forma": billing.SEE.slug,
    "office:subscription-pro-forma": subscriptions.SEE.slug,
    "office:vat-period-new": members.SETTINGS.slug,
    "office:vat-period-edit": members.SETTINGS.slug,
    "office:vat-period-remove": members.SETTINGS.slug,
    "office:settings-retention": members.SETTINGS.slug,
    "office:settings-acts": members.SETTINGS.slug,
    "office:area-new": members.SETTINGS.slug,
    "office:area-edit": members.SETTINGS.slug,
    "office:area-remove": members.SETTINGS.slug,
    "office:group-new": members.SEATS.slug,
    "office:group-edit": members.SEATS.slug,
    "office:group-rights": members.SEATS.slug,
    "office:members": members.SEE.slug,
    "office:member": members.SEE.slug,
    "office:member-new": members.EDIT.slug,
    "office:member-edit": members.EDIT.slug,
    "office:contact-new": members.EDIT.slug,
    "office:contact-edit": members.EDIT.slug,
    "office:contact-remove": members.EDIT.slug,
    "office:address-new": members.EDIT.slug,
    "office:address-edit": members.EDIT.slug,
    "office:address-remove": members.EDIT.slug,
    "office:paper": members.SEE.slug,
    "office:paper-new": members.EDIT.slug,
    "office:paper-remove": members.EDIT.slug,
    "office:representative-new": members.EDIT.slug,
    "office:representative-end": members.EDIT.slug,
    "office:account-new": members.EDIT.slug,
    "office:account-edit": members.EDIT.slug,
    "office:account-remove": members.EDIT.slug,
    "office:account-link": members.EDIT.slug,
    "office:member-departure": members.EDIT.slug,
    "office:member-data": members.PERSONAL_DATA.slug,
    "office:data-export-new": members.PERSONAL_DATA.slug,
    "office:data-export-file": members.PERSONAL_DATA.slug,
    "office:member-erase": members.PERSONAL_DATA.slug,
    "office:erasure-decline": members.PERSONAL_DATA.slug,
    "office:kept": members.PERSONAL_DATA.slug,
    "office:retention": members.PERSONAL_DATA.slug,
    "office:member-return": members.EDIT.slug,
    "office:dues-open": members.EDIT.slug,
    "office:dues-paid": members.EDIT.slug,
    "office:dues-change": members.EDIT.slug,
    "office:plans": members.SEE.slug,
    "office:plan-new": members.EDIT.slug,
    "office:plan-edit": members.EDIT.slug,
    "office:plan-move": members.EDIT.slug,
    "office:plan-delete": members.EDIT.slug,
    "office:reduced-rate-new": members.EDIT.slug,
    "office:reduced-rates": members.EDIT.slug,
    "office:reduced-rate": members.EDIT.slug,
    "office:reduced-rate-decline": members.EDIT.slug,
    "office:reminders": members.REMIND.slug,
    "office:reminder-steps": members.REMIND.slug,
    "office:reminder-schedule": members.REMIND.slug,
    "office:reminder-step-new": members.REMIND.slug,
    "office:reminder-step": members.REMIND.slug,
    "office:reminder-step-switch": members.REMIND.slug,
    "office:payment-new": billing.PAYMENTS.slug,
    "office:offer-choice": subscriptions.EDIT.slug,
    "office:subscription-new": subscriptions.EDIT.slug,
    "office:imports": members.IMPORT.slug,
    "office:import-new": members.IMPORT.slug,
    "office:import": members.IMPORT.slug,
    "office:import-columns": members.IMPORT.slug,
    "office:import-refused": members.IMPORT.slug,
    "office:import-abandon": members.IMPORT.slug,
    "office:duplicates": members.IMPORT.slug,
    "office:member-merge-with": members.IMPORT.slug,
    "office:member-merge": members.IMPORT.slug,
    "office:members-distinct": members.IMPORT.slug,
    "office:assemblies": members.ASSEMBLY.slug,
    "office:assembly-new": members.ASSEMBLY.slug,
    "office:assembly": members.ASSEMBLY.slug,
    "office:assembly-edit": members.ASSEMBLY.slug,
    "office:assembly-call": members.ASSEMBLY.slug,
    "office:assembly-cancel": members.ASSEMBLY.slug,
    "office:assembly-voters": members.ASSEMBLY.slug,
    "office:assembly-proxies": members.ASSEMBLY.slug,
    "office:assembly-sheet": members.ASSEMBLY.slug,
    "office:offers": subscriptions.SEE.slug,
    "office:subscription-price": subscriptions.EDIT.slug,
    "office:subscription-reduced": subscriptions.EDIT.slug,
    "office:subscription-reduced-end": subscriptions.EDIT.slug,
    "office:subscription-term": subscriptions.EDIT.slug,
    "office:subscription-deposit": subscriptions.EDIT.slug,
    "office:subscription-split": subscriptions.EDIT.slug,
    "office:subscription-split-end": subscriptions.EDIT.slug,
    "office:subscription-split-leave": subscriptions.EDIT.slug,
    "office:subscription-split-decline": subscriptions.EDIT.slug,
    "office:offer": subscriptions.SEE.slug,
    "office:offer-new": subscriptions.OFFERS.slug,
    "office:offer-edit": subscriptions.OFFERS.slug,
    "office:offer-move": subscriptions.OFFERS.slug,
    "office:offer-delete": subscriptions.OFFERS.slug,
    "office:offer-item-new": subscriptions.OFFERS.slug,
    "office:offer-item": subscriptions.OFFERS.slug,
    "office:offer-item-remove": subscriptions.OFFERS.slug,
    "office:subscriptions": subscriptions.SEE.slug,
    "office:subscription": subscriptions.SEE.slug,
    "office:subscription-accept": subscriptions.EDIT.slug,
    "office:subscription-refuse": subscriptions.EDIT.slug,
    "office:subscription-suspend": subscriptions.EDIT.slug,
    "office:subscription-resume": subscriptions.EDIT.slug,
    "office:subscription-end": subscriptions.EDIT.slug,
    "office:service-done": subscriptions.EDIT.slug,
    "office:documents": billing.SEE.slug,
    "office:document": billing.SEE.slug,
    "office:document-pdf": billing.SEE.slug,
    "office:document-issue": billing.ISSUE.slug,
    "office:document-cancel": billing.ISSUE.slug,
    "office:billing-run": billing.ISSUE.slug,
    "office:billing-runs": billing.SEE.slug,
    "office:billing-run-record": billing.SEE.slug,
    "office:billing-run-live": billing.SEE.slug,
    "office:billing-run-again": billing.ISSUE.slug,
    "office:document-mail": billing.ISSUE.slug,
    "office:prices-paid": billing.ACCOUNTS.slug,
    "office:payments": billing.SEE.slug,
    "office:payment-reverse": billing.PAYMENTS.slug,
    "office:payment": billing.SEE.slug,
    "office:payment-move": billing.PAYMENTS.slug,
    "office:payment-move-to": billing.PAYMENTS.slug,
    "office:credit-give": billing.PAYMENTS.slug,
    "office:cheques": billing.PAYMENTS.slug,
    "office:slips": billing.SEE.slug,
    "office:slip": billing.SEE.slug,
    "office:slip-pdf": billing.SEE.slug,
    "office:slip-undo": billing.PAYMENTS.slug,
    "office:line-slip": billing.BANK.slug,
    "office:line-arrival": billing.BANK.slug,
    "office:cash-book": billing.SEE.slug,
    "office:receipts": billing.SEE.slug,
    "office:receipt": billing.SEE.slug,
    "office:receipt-pdf": billing.SEE.slug,
    "office:receipt-asked-back": billing.ISSUE.slug,
    "office:payment-receipt": billing.PAYMENTS.slug,
    "office:payment-tax-receipt": billing.ISSUE.slug,
    "office:dues-receipt": billing.PAYMENTS.slug,
    "office:tax-receipts-last": billing.ISSUE.slug,
    "office:tax-receipts": billing.ISSUE.slug,
    "office:tax-receipts-csv": billing.ISSUE.slug,
    "office:applications": members.JOIN.slug,
    "office:application": members.JOIN.slug,
    "office:application-approve": members.JOIN.slug,
    "office:application-ask": members.JOIN.slug,
    "office:application-decline": members.JOIN.slug,
    "office:mandates": billing.DEBITS.slug,
    "office:mandate": billing.DEBITS.slug,
    "office:mandate-new": billing.DEBITS.slug,
    "office:mandate-sheet": billing.DEBITS.slug,
    "office:mandate-sign": billing.DEBITS.slug,
    "office:mandate-suspend": billing.DEBITS.slug,
    "office:mandate-resume": billing.DEBITS.slug,
    "office:mandate-revoke": billing.DEBITS.slug,
    "office:online-payments": billing.ONLINE.slug,
    "office:online-charges": billing.ONLINE.slug,
    "office:online-payouts": billing.ONLINE.slug,
    "office:online-events": billing.ONLINE.slug,
    "office:online-events-again": billing.ONLINE.slug,
    "office:online-payment": billing.ONLINE.slug,
    "office:online-look": billing.ONLINE.slug,
    "office:online-seen": billing.ONLINE.slug,
    "office:online-withdraw": billing.ONLINE.slug,
    "office:online-refund": billing.ONLINE.slug,
    "office:debit-batches": billing.DEBITS.slug,
    "office:debit-new": billing.DEBITS.slug,
    "office:debit-returns": billing.DEBITS.slug,
    "office:debit-unknown": billing.DEBITS.slug,
    "office:debit-unknown-handled": billing.DEBITS.slug,
    "office:debit-line": billing.DEBITS.slug,
    "office:debit-leave-out": billing.DEBITS.slug,
    "office:debit-batch": billing.DEBITS.slug,
    "office:debit-announce": billing.DEBITS.slug,
    "office:debit-write": billing.DEBITS.slug,
    "office:debit-file": billing.DEBITS.slug,
    "office:debit-sent": billing.DEBITS.slug,
    "office:debit-collected": billing.DEBITS.slug,
    "office:debit-drop": billing.DEBITS.slug,
    "office:accounts": billing.ACCOUNTS.slug,
    "office:entries": billing.ACCOUNTS.slug,
    "office:entries-post": billing.ACCOUNTS.slug,
    "office:trial-balance": billing.ACCOUNTS.slug,
    "office:account-ledger": billing.ACCOUNTS.slug,
    "office:aged-balance": billing.ACCOUNTS.slug,
    "office:accounts-check": billing.ACCOUNTS.slug,
    "office:ledger-account-new": billing.ACCOUNTS.slug,
    "office:account-choices": billing.ACCOUNTS.slug,
    "office:period-close": billing.ACCOUNTS.slug,
    "office:opening-balances": billing.ACCOUNTS.slug,
    "office:history-new": billing.ACCOUNTS.slug,
    "office:history-look": billing.ACCOUNTS.slug,
    "office:bring-forward": billing.ACCOUNTS.slug,
    "office:accounts-year": billing.ACCOUNTS.slug,
    "office:payment-plans": billing.HARDSHIP.slug,
    "office:payment-plan": billing.HARDSHIP.slug,
    "office:payment-plan-new": billing.HARDSHIP.slug,
    "office:payment-plan-confirm": billing.HARDSHIP.slug,
    "office:payment-plan-give-up": billing.HARDSHIP.slug,
    "office:plan-request": billing.HARDSHIP.slug,
    "office:fund": VOLUNTEER,
    "office:fund-help": billing.HARDSHIP.slug,
    "office:document-waive": billing.HARDSHIP.slug,
    "office:document-reminders": billing.REMIND.slug,
    "office:document-reminder-steps": billing.REMIND.slug,
    "office:document-reminder-schedule": billing.REMIND.slug,
    "office:document-reminder-step-new": billing.REMIND.slug,
    "office:document-reminder-step": billing.REMIND.slug,
    "office:document-reminder-step-switch": billing.REMIND.slug,
    "office:suspensions": billing.REMIND.slug,
    "office:suspension-put-off": billing.REMIND.slug,
    "office:bank-lines": billing.BANK.slug,
    "office:bank-imports": billing.BANK.slug,
    "office:bank-account-new": billing.BANK.slug,
    "office:bank-upload": billing.BANK.slug,
    "office:bank-upload-look": billing.BANK.slug,
    "office:bank-upload-columns": billing.BANK.slug,
    "office:bank-line": billing.BANK.slug,
    "office:bank-line-accept": billing.BANK.slug,
    "office:bank-line-match": billing.BANK.slug,
    "office:bank-line-file": billing.BANK.slug,
    "office:bank-line-undo": billing.BANK.slug,
    "office:pools": network.SEE.slug,
    "office:pool": network.SEE.slug,
    "office:pool-new": network.EDIT.slug,
    "office:who-had": network.WHO_HAD.slug,
    "office:legal-requests": network.WHO_HAD.slug,
    "office:legal-request": network.WHO_HAD.slug,
    "office:legal-request-new": network.WHO_HAD.slug,
    "office:legal-request-read": network.WHO_HAD.slug,
    "office:deployments": provisioning.SEE.slug,
    "office:deployment": provisioning.SEE.slug,
    "office:run-now": provisioning.RUN.slug,
    "office:run-by-hand": provisioning.RUN.slug,
    "office:runs": provisioning.SEE.slug,
    "office:run": provisioning.SEE.slug,
    "office:run-live": provisioning.SEE.slug,
    "office:run-cancel": provisioning.RUN.slug,
    "office:journal": VOLUNTEER,
    "office:mails": members.MAILS.slug,
    "office:mails-again": members.MAILS.slug,
    "office:mail": members.MAILS.slug,
    "office:mail-again": members.MAILS.slug,
}
WHO = {**PUBLIC, **PORTAL, **OFFICE}
RIGHTS = sorted(set(OFFICE.values()) - {VOLUNTEER})


def addresses(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the project, with its full name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name}", pattern


ADDRESSES = dict(addresses(get_resolver().url_patterns))


def address(name: str) -> str:
    converters = ADDRESSES[name].pattern.converters
    kinds = {parameter: type(converter).__name__ for parameter, converter in converters.items()}
    samples = {
        parameter: SAMPLES[kind.removesuffix("Converter").lower()]
        for parameter, kind in kinds.items()
    }
    return reverse(name, kwargs=samples)


def is_let_in(client: Client, name: str) -> bool:
    """Whether the page answers this person, even to say that a record does not exist or that a POST is needed."""
    response = client.get(address(name))
    if response.status_code == 302:
        return "/connexion/" not in response.headers["Location"]
    return response.status_code != 403


def named(*who: str) -> list[str]:
    return [name for name, kind in WHO.items() if kind in who]


def test_every_address_says_who_may_open_it() -> None:
    assert set(ADDRESSES) == set(WHO)


@pytest.mark.parametrize("name", WHO)
def test_without_signing_in_only_the_public_answers(client: Client, name: str) -> None:
    assert is_let_in(client, name) is (WHO[name] == EVERYBODY)


def test_a_member_enters_the_portal_and_never_the_office(
    alice: Member, sign_in: Callable[[Member], Client]
) -> None:
    client = sign_in(alice)
    refused = {name for name in WHO if not is_let_in(client, name)}
    assert refused == set(OFFICE)


def test_another_member_is_treated_the_same(
    alice: Member, bob: Member, sign_in: Callable[[Member], Client]
) -> None:
    client = sign_in(bob)
    assert not any(is_let_in(client, name) for name in OFFICE)


def test_a_volunteer_without_a_right_sees_no_more_than_the_home_and_the_groups(
    charlie: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(charlie)
    let_in = {name for name in WHO if is_let_in(client, name)}
    assert let_in == set(named(EVERYBODY, SIGNED_IN, VOLUNTEER))


@pytest.mark.parametrize("right", RIGHTS)
def test_a_right_opens_its_pages(
    right: str, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(volunteer(right))
    assert [name for name in named(right, VOLUNTEER) if not is_let_in(client, name)] == []


@pytest.mark.parametrize("right", RIGHTS)
def test_all_other_rights_together_do_not_open_them(
    right: str, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(volunteer(*(known().keys() - {right})))
    assert [name for name in named(right) if is_let_in(client, name)] == []


def test_the_refusal_names_the_right_and_whom_to_ask(
    charlie: User, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    treasurer = volunteer(billing.SEE.slug)
    group = treasurer.seats.get().group.name
    page = sign_in(charlie).get(reverse("office:documents")).content.decode()
    assert str(billing.SEE.label) in page
    assert group in page
