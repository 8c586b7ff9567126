"""Members, their accounts, their contacts and papers, and their requests about their data."""

from copy import copy
from datetime import date
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.utils import timezone

from coin.members import actions
from coin.members.data import erasure, exports
from coin.members.enums import AttachmentKind, ContactKind, MemberKind
from coin.members.importing import comparing, people
from coin.members.importing import services as importing
from coin.members.joining.admissions import approve, ask_candidate, decline_application
from coin.members.joining.services import (
    answer_application,
    confirm_application,
    withdraw_application,
)
from coin.members.merging.services import merge_members, tell_apart
from coin.members.models import (
    Contact,
    DataExport,
    ErasureRequest,
    ImportBatch,
    Member,
    OrganisationAccount,
    PostalAddress,
    Representative,
    User,
)
from coin.members.people.accounts import set_up_account
from coin.members.people.attachments import add_attachment, remove_attachment
from coin.members.people.contacts import (
    add_address,
    add_contact,
    change_address,
    change_contact,
    remove_address,
    remove_contact,
)
from coin.members.people.organisation_accounts import (
    add_organisation_account,
    change_organisation_account,
    remove_organisation_account,
    send_password_link,
    set_directory_password,
)
from coin.members.people.representatives import end_representative, invite_representative
from coin.members.people.services import (
    create_member,
    record_departure,
    undo_departure,
    update_member,
)
from coin.members.sign_in.passwords import change_password
from coin.members.sign_in.reset_factor import (
    add_application,
    remove_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from coin.members.sign_in.services import change_email, reset_password
from tests.factories import DuesPlanFactory, MemberFactory, RepresentativeFactory
from tests.factories.applications import ApplicationFactory
from tests.journal.provoking import Row, provokes

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "une phrase que personne ne devine"
TODAY = date(2026, 11, 22)
CSV = "numero;nom;ville;formule;expiration\n{number};Durand;Lyon;Standard;2027-06-30"


@provokes(actions.MEMBER_CREATED)
def a_member_is_made(by: User) -> Row:
    member = create_member(actor=by, kind=MemberKind.PERSON, last_name="Durand")
    return Row(member, member)


@provokes(actions.MEMBER_CREATED)
def a_member_is_imported(by: User) -> Row:
    import_file("4242", by)
    member = Member.objects.get(number=4242)
    return Row(member, member)


@provokes(actions.MEMBER_CHANGED)
def a_member_is_changed(alice: Member, by: User) -> Row:
    update_member(alice, actor=by, city="Villeurbanne")
    return Row(alice, alice, changes=("city",))


@provokes(actions.MEMBER_CHANGED)
def an_import_changes_a_member(by: User) -> Row:
    member = MemberFactory.create(number=4242, first_name="", last_name="Durant")
    import_file("4242", by)
    return Row(member, member, changes=("last_name",))


@provokes(actions.DUES_PAID)
def dues_are_imported(by: User) -> Row:
    import_file("4242", by)
    member = Member.objects.get(number=4242)
    return Row(member.dues.get(), member, changes=("starts_on", "ends_on", "amount", "paid_on"))


@provokes(actions.MEMBER_LEFT)
def a_departure_is_recorded(alice: Member, by: User) -> Row:
    record_departure(alice, on=TODAY, actor=by)
    return Row(alice, alice, changes=("left_on",))


@provokes(actions.DEPARTURE_UNDONE)
def a_departure_is_undone(by: User) -> Row:
    member = MemberFactory.create(left_on=TODAY)
    undo_departure(member, actor=by)
    return Row(member, member, changes=("left_on",))


@provokes(actions.ACCOUNT_SET_UP)
def an_account_is_set_up(by: User) -> Row:
    member = MemberFactory.create()
    user = set_up_account(member, login="zoe", email="z@example.org", name="Zoé", actor=by)
    return Row(user, member)


@provokes(actions.ACCOUNT_SET_UP)
def somebody_without_an_account_is_invited(alice: Member, by: User) -> Row:
    added = invite(alice, by)
    return Row(added.user, alice)


@provokes(actions.REPRESENTATIVE_ADDED)
def a_representative_is_invited(alice: Member, by: User) -> Row:
    return Row(invite(alice, by), alice, changes=("role", "starts_on"))


@provokes(actions.REPRESENTATIVE_ENDED)
def a_representative_is_ended(alice: Member, by: User) -> Row:
    representative = RepresentativeFactory.create(member=alice, role="technical")
    end_representative(representative, actor=by)
    return Row(representative, alice, changes=("ends_on",))


@provokes(actions.PASSWORD_CHANGED)
def a_password_is_changed(alice: Member, by: User) -> Row:
    user = user_of(alice)
    change_password(user, password=PASSWORD, actor=by)
    return Row(user, alice)


@provokes(actions.PASSWORD_CHANGED)
def a_first_password_is_chosen(alice: Member, by: User) -> Row:
    user = user_of(alice)
    user.set_unusable_password()
    change_password(user, password=PASSWORD, actor=by)
    return Row(user, alice)


@provokes(actions.PASSWORD_RESET)
def a_password_is_reset(alice: Member, by: User) -> Row:
    user = user_of(alice)
    reset_password(user, password=PASSWORD, actor=by)
    return Row(user, alice)


@provokes(actions.EMAIL_CHANGED)
def an_address_to_sign_in_is_changed(alice: Member, by: User) -> Row:
    user = user_of(alice)
    change_email(user, email="new@example.org", actor=by)
    return Row(user, alice, changes=("email",))


@provokes(actions.SECOND_FACTOR_ADDED)
def a_second_factor_is_added(alice: Member, by: User) -> Row:
    user = user_of(alice)
    add_application(user, secret=SECRET, actor=by)
    return Row(user, alice, changes=("second_factor",))


@provokes(actions.SECOND_FACTOR_REMOVED)
def a_second_factor_is_removed(alice: Member, by: User) -> Row:
    user = with_second_factor(alice)
    remove_factor(Authenticator.objects.get(user=user, type="totp"), actor=by)
    return Row(user, alice, changes=("second_factor",))


@provokes(actions.SECOND_FACTOR_RESET)
def a_second_factor_is_reset(alice: Member, by: User) -> Row:
    user = with_second_factor(alice)
    reset_second_factor(user, actor=by)
    return Row(user, alice)


@provokes(actions.RECOVERY_CODES_RENEWED)
def recovery_codes_are_renewed(alice: Member, by: User) -> Row:
    user = with_second_factor(alice)
    renew_recovery_codes(user, actor=by)
    return Row(user, alice)


@provokes(actions.CONTACT_ADDED)
def a_contact_is_added(alice: Member, by: User) -> Row:
    contact = add_contact(alice, kind=ContactKind.EMAIL, value="a@example.net", actor=by)
    return Row(contact, alice, changes=("value",))


@provokes(actions.CONTACT_CHANGED)
def a_contact_is_changed(alice: Member, by: User) -> Row:
    contact = contact_of(alice)
    change_contact(contact, value="b@example.net", label="Home", actor=by)
    return Row(contact, alice, changes=("value", "label"))


@provokes(actions.CONTACT_REMOVED)
def a_contact_is_removed(alice: Member, by: User) -> Row:
    contact = contact_of(alice)
    remove_contact(copy(contact), actor=by)
    return Row(contact, alice, changes=("value",))


@provokes(actions.ADDRESS_ADDED)
def a_postal_address_is_added(alice: Member, by: User) -> Row:
    address = add_address(alice, label="Work", city="Lyon", actor=by)
    return Row(address, alice, changes=("label", "city"))


@provokes(actions.ADDRESS_CHANGED)
def a_postal_address_is_changed(alice: Member, by: User) -> Row:
    address = PostalAddress.objects.create(member=alice, label="Work", city="Lyon")
    change_address(address, city="Vienne", actor=by)
    return Row(address, alice, changes=("city",))


@provokes(actions.ADDRESS_REMOVED)
def a_postal_address_is_removed(alice: Member, by: User) -> Row:
    address = PostalAddress.objects.create(member=alice, label="Work", city="Lyon")
    remove_address(copy(address), actor=by)
    return Row(address, alice)


@provokes(actions.PAPER_ADDED)
def a_paper_is_added(alice: Member, files: Path, by: User) -> Row:
    paper = add_attachment(alice, file=pdf(), kind=AttachmentKind.PROOF, actor=by)
    return Row(paper, alice, changes=("kind",))


@provokes(actions.PAPER_REMOVED)
def a_paper_is_removed(alice: Member, files: Path, by: User) -> Row:
    paper = add_attachment(alice, file=pdf(), kind=AttachmentKind.PROOF, actor=None)
    remove_attachment(copy(paper), actor=by)
    return Row(paper, alice)


@provokes(actions.ORGANISATION_ACCOUNT_ADDED)
def a_person_of_an_organisation_is_added(organisation: Member, by: User) -> Row:
    account = add_organisation_account(
        organisation, login="zoe", name="Zoé", email="zoe@example.org", actor=by
    )
    return Row(account, organisation)


@provokes(actions.ORGANISATION_ACCOUNT_CHANGED)
def a_person_of_an_organisation_is_changed(organisation: Member, by: User) -> Row:
    account = person_of(organisation)
    change_organisation_account(account, name="Noé", email=account.email, actor=by)
    return Row(account, organisation, changes=("name",))


@provokes(actions.ORGANISATION_ACCOUNT_REMOVED)
def a_person_of_an_organisation_is_removed(organisation: Member, by: User) -> Row:
    account = person_of(organisation)
    remove_organisation_account(account, actor=by)
    return Row(account, organisation)


@provokes(actions.PASSWORD_LINK_SENT)
def a_link_to_set_a_password_is_sent(organisation: Member, by: User) -> Row:
    account = person_of(organisation)
    send_password_link(account, actor=by)
    return Row(account, organisation)


@provokes(actions.DIRECTORY_PASSWORD_SET)
def a_password_of_the_services_is_set(organisation: Member, by: User) -> Row:
    account = person_of(organisation)
    set_directory_password(account, password=PASSWORD, actor=by)
    return Row(account, organisation)


@provokes(actions.IMPORT_PREPARED)
def a_file_of_members_is_sent(by: User) -> Row:
    return Row(prepared("4242", by), changes=("lines",))


@provokes(actions.IMPORTED)
def members_are_imported(by: User) -> Row:
    return Row(import_file("4242", by), changes=("new",))


@provokes(actions.IMPORT_ABANDONED)
def a_file_of_members_is_abandoned(by: User) -> Row:
    batch = prepared("4242", by)
    importing.abandon(batch, actor=by)
    return Row(batch)


@provokes(actions.IMPORT_ABANDONED)
def an_old_file_of_members_is_abandoned(by: User) -> Row:
    batch = prepared("4242", by)
    ImportBatch.objects.update(created_at=timezone.now() - importing.KEPT)
    importing.abandon_old()
    return Row(batch, by_itself=True)


@provokes(actions.MEMBERS_MERGED)
def members_are_merged(alice: Member, bob: Member, by: User) -> Row:
    merge_members(alice, merged=bob.number, actor=by)
    return Row(alice, alice)


@provokes(actions.MERGED_AWAY)
def a_member_is_merged_away(alice: Member, by: User) -> Row:
    double = Member.objects.create(number=7, last_name="Durand")
    merge_members(alice, merged=7, actor=by)
    return Row(double, double, changes=("last_name",))


@provokes(actions.TOLD_APART)
def two_members_are_told_apart(alice: Member, bob: Member, by: User) -> list[Row]:
    tell_apart(alice, bob, actor=by)
    return [Row(alice, alice), Row(bob, bob)]


@provokes(actions.APPLICATION_CONFIRMED)
def a_request_to_join_is_confirmed(by: User) -> Row:
    application = ApplicationFactory.create(state="unconfirmed")
    confirm_application(application, actor=by)
    return Row(application)


@provokes(actions.APPLICATION_QUESTIONED)
def a_candidate_is_asked_for_more(by: User) -> Row:
    application = ApplicationFactory.create()
    ask_candidate(application, question="Where do you live?", actor=by)
    return Row(application)


@provokes(actions.APPLICATION_ANSWERED)
def a_candidate_answers(by: User) -> Row:
    application = ApplicationFactory.create(state="questioned")
    answer_application(application, text="In Lyon.", actor=by)
    return Row(application)


@provokes(actions.APPLICATION_APPROVED)
def a_request_to_join_is_approved(by: User) -> Row:
    application = ApplicationFactory.create()
    member = approve(application, actor=by)
    return Row(application, member)


@provokes(actions.APPLICATION_DECLINED)
def a_request_to_join_is_declined(by: User) -> Row:
    application = ApplicationFactory.create()
    decline_application(application, reason="Too far.", actor=by)
    return Row(application)


@provokes(actions.APPLICATION_WITHDRAWN)
def a_request_to_join_is_withdrawn(by: User) -> Row:
    application = ApplicationFactory.create()
    withdraw_application(application, actor=by)
    return Row(application)


@provokes(actions.EXPORT_ASKED)
def a_copy_of_the_data_is_asked_for(alice: Member, by: User) -> Row:
    exports.ask_export(alice, actor=by)
    return Row(alice, alice)


@provokes(actions.EXPORT_TAKEN)
def a_copy_of_the_data_is_taken(alice: Member, by: User) -> Row:
    now = timezone.now()
    export = DataExport.objects.create(
        member=alice,
        asked_by=by,
        state="ready",
        file="copy.zip",
        ready_at=now,
        expires_at=now + exports.LASTS,
    )
    exports.record_taken(export, actor=by)
    return Row(alice, alice)


@provokes(actions.ERASURE_ASKED)
def erasure_is_asked_for(alice: Member, by: User) -> Row:
    erasure.ask_erasure(alice, actor=by)
    return Row(alice, alice)


@provokes(actions.ERASURE_WITHDRAWN)
def erasure_is_taken_back(alice: Member, by: User) -> Row:
    erasure.withdraw_erasure(ErasureRequest.objects.create(member=alice), actor=by)
    return Row(alice, alice)


@provokes(actions.ERASURE_DECLINED)
def erasure_is_declined(alice: Member, by: User) -> Row:
    request = ErasureRequest.objects.create(member=alice)
    erasure.decline_erasure(request, answer="A contract runs.", actor=by)
    return Row(alice, alice)


@provokes(actions.MEMBER_ERASED)
def a_member_is_erased(by: User) -> Row:
    member = MemberFactory.create()
    erasure.erase_member(member, actor=by)
    return Row(member, member, changes=("members.identity", "members.journal"))


def user_of(member: Member) -> User:
    return member.representatives.get().user


def with_second_factor(member: Member) -> User:
    user = user_of(member)
    add_application(user, secret=SECRET, actor=None)
    return user


def invite(member: Member, by: User) -> Representative:
    return invite_representative(
        member, email="zoe@example.org", name="Zoé", role="technical", actor=by
    )


def contact_of(member: Member) -> Contact:
    return Contact.objects.create(member=member, kind=ContactKind.EMAIL, value="a@example.net")


def person_of(organisation: Member) -> OrganisationAccount:
    return OrganisationAccount.objects.create(
        member=organisation, login="zoe", name="Zoé", email="zoe@example.org"
    )


def pdf() -> "ContentFile[bytes]":
    return ContentFile(b"%PDF-1.7\n%%EOF\n", name="paper.pdf")


def prepared(number: str, by: User) -> ImportBatch:
    DuesPlanFactory.create()
    batch = importing.prepare(name="a.csv", data=CSV.format(number=number).encode(), actor=by)
    importing.choose_columns(batch, columns=people.chosen(batch), plan=None, actor=by)
    return ImportBatch.objects.get(pk=batch.pk)


def import_file(number: str, by: User) -> ImportBatch:
    batch = prepared(number, by)
    expected = comparing.fingerprint(people.lines_of(batch))
    importing.import_batch(batch, expected=expected, actor=by)
    return batch
