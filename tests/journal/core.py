"""The acts of core: settings, mails, work that a volunteer takes, acts of two people, erased data."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.utils import timezone

from coin.core import actions, board, claims, mail_sending, retention_job, sensitive
from coin.core.chain.erasing import erase_words
from coin.core.models import Association, AuditEntry, Mail, MailState, Proposal, WorkClaim
from coin.core.retention import DATA_ERASED
from coin.core.services.pictures import set_picture
from coin.core.services.settings import CHANGED, change_settings, set_done_alone, set_retention
from coin.members.body.groups import create_group
from coin.members.body.sensitive import GROUP_RIGHTS
from coin.members.models import Member, User, WorkingGroup
from tests.factories import WorkingGroupFactory
from tests.factories.applications import ApplicationFactory
from tests.journal.provoking import Row, provokes

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0h4v4z"/></svg>'


@provokes(CHANGED)
def settings_are_changed(by: User) -> Row:
    return Row(change_settings(name="Les Ondes", actor=by), changes=("name",))


@provokes(CHANGED)
def a_duration_is_changed(by: User) -> Row:
    set_retention(months={"core.mails": 3}, actor=by)
    return Row(Association.current(), changes=("core.mails",))


@provokes(CHANGED)
def one_person_may_do_an_act_alone(by: User) -> Row:
    association = Association.current()
    set_done_alone(association, acts=[GROUP_RIGHTS.slug], actor=by)
    return Row(association, changes=("done_alone",))


@provokes(CHANGED)
def the_logo_is_changed(files: Path, by: User) -> Row:
    set_picture("logo", file=BytesIO(SVG), actor=by)
    return Row(Association.current(), changes=("logo",))


@provokes(actions.MAIL_SENT_AGAIN)
def a_mail_is_sent_again(alice: Member, by: User) -> Row:
    mail = failed_mail(alice)
    mail_sending.send_again(mail, actor=by)
    return Row(mail, alice)


@provokes(actions.MAIL_SENT_AGAIN)
def every_mail_that_failed_is_sent_again(alice: Member, by: User) -> Row:
    mail = failed_mail(alice)
    mail_sending.send_all_again(actor=by)
    return Row(mail, alice)


@provokes(actions.WORDS_ERASED)
def the_words_of_a_row_are_erased(by: User) -> Row:
    create_group(name="Radio", actor=None)
    erase_words(AuditEntry.objects.all(), actor=by)
    return Row(Association.current(), changes=("count", "rows"))


@provokes(DATA_ERASED)
def an_old_mail_is_erased(alice: Member) -> Row:
    mail = failed_mail(alice)
    Mail.objects.update(created_at=mail.created_at - timedelta(days=3650))
    retention_job.run(timezone.localdate())
    return Row(Association.current(), changes=("core.mails",), by_itself=True)


@provokes(actions.WORK_TAKEN)
def work_is_taken(by: User) -> Row:
    ApplicationFactory.create()
    lines = [line for group in board.lines_for(by).values() for line in group]
    return Row(claims.take(next(line.key for line in lines if line.key), actor=by))


@provokes(actions.WORK_GIVEN_BACK)
def work_is_given_back(by: User) -> Row:
    claim = WorkClaim.objects.create(key="dues:1", user=by)
    claims.give_back(claim.key, actor=by)
    return Row(claim)


@provokes(sensitive.ASKED)
def a_second_person_is_asked_for(by: User, other: User) -> Row:
    return Row(asked(by))


@provokes(sensitive.CONFIRMED)
def a_second_person_confirms(by: User, other: User) -> Row:
    proposal = asked(other)
    sensitive.confirm(proposal, actor=by)
    return Row(proposal)


@provokes(sensitive.REFUSED)
def a_second_person_refuses(by: User, other: User) -> Row:
    proposal = asked(other)
    sensitive.refuse(proposal, reason="Too many rights.", actor=by)
    return Row(proposal)


@provokes(sensitive.TAKEN_BACK)
def a_request_is_taken_back(by: User, other: User) -> Row:
    proposal = asked(by)
    sensitive.refuse(proposal, actor=by)
    return Row(proposal)


@provokes(sensitive.TAKEN_BACK)
def what_waited_is_done_in_an_emergency(by: User, other: User) -> Row:
    group = WorkingGroupFactory.create()
    proposal = asked(by, group)
    asked(by, group, emergency=True)
    return Row(proposal)


@provokes(sensitive.EXPIRED)
def nobody_confirms_in_time(by: User, other: User) -> Row:
    proposal = asked(by)
    Proposal.objects.update(expires_at=timezone.now())
    sensitive.expire()
    return Row(proposal, by_itself=True)


@provokes(sensitive.EMERGENCY)
def an_act_is_done_in_an_emergency(by: User, other: User) -> Row:
    return Row(asked(by, emergency=True))


@provokes(sensitive.ALONE)
def an_act_is_done_alone(by: User) -> Row:
    return Row(asked(by))


def failed_mail(member: Member) -> Mail:
    return Mail.objects.create(
        kind="members.test",
        to=member.email,
        subject="Hello",
        body="Hello",
        member_number=member.number,
        state=MailState.FAILED,
    )


def asked(by: User, group: WorkingGroup | None = None, *, emergency: bool = False) -> Proposal:
    """A proposal to give a group another right, which takes two people."""
    proposal = sensitive.propose(
        GROUP_RIGHTS,
        group or WorkingGroupFactory.create(),
        sentence="Give a right",
        arguments={"capabilities": ["members.see"]},
        reason="The treasurer is ill." if emergency else "",
        emergency=emergency,
        actor=by,
    )
    assert proposal is not None
    return proposal
