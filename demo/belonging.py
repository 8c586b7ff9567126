"""The demo as an association: volunteers and their seats, requests to join, an assembly, reminders, attached papers."""

from datetime import datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.files.base import ContentFile
from django.utils import timezone

from coin.core import sensitive
from coin.core.models import Mail, MailState
from coin.members.assemblies import services as assemblies
from coin.members.assemblies.proxies import give_proxy
from coin.members.assemblies.services import plan_assembly
from coin.members.assemblies.voters import voters
from coin.members.body.seats import give_seat
from coin.members.body.sensitive import GIVE_SEAT
from coin.members.dues.reduced_rates import ask_reduced_rate
from coin.members.enums import AttachmentKind, MemberKind
from coin.members.joining.admissions import ask_candidate
from coin.members.joining.services import confirm_application, submit_application
from coin.members.models import Application, DuesPlan, Member, User, WorkingGroup
from coin.members.people.accounts import add_representative
from coin.members.people.attachments import add_attachment
from coin.members.people.organisation_accounts import add_organisation_account
from coin.members.people.services import update_member
from coin.members.reminders.services import DUES_REMINDERS
from coin.members.sign_in.logins import suggest_login
from demo.association import IDENTITY
from demo.people import COLLEAGUE, Cast

# The logins of the volunteers beside Camille, with the slugs of their working groups.
SEATS = {COLLEAGUE: ["network", "servers", "collegiale"], "second": ["treasury", "welcome"]}
CANDIDATES: list[dict[str, Any]] = [
    {
        "first_name": "Nadia",
        "last_name": "Ferrand",
        "email": "nadia.ferrand@example.org",
        "city": "Lyon",
        "wishes": ["vpn"],
        "words": "Je cherche un VPN neutre pour mon ordinateur, et je peux aider à l’accueil.",
    },
    {
        "first_name": "Ismaël",
        "last_name": "Roche",
        "email": "ismael.roche@example.org",
        "city": "Givors",
        "wishes": ["adsl"],
        "words": "",
    },
    {
        "organisation_name": "Collectif des Jardins",
        "email": "jardins@example.org",
        "city": "Villeurbanne",
        "wishes": ["bouquet"],
        "words": "Nous sommes une douzaine, et voudrions quitter nos outils actuels.",
    },
]
AGENDA = """1. Rapport moral et d’activité
2. Comptes de l’année et budget
3. Renouvellement des mandats de la collégiale
4. Raccordement d’un second site
5. Questions diverses"""


def create(cast: Cast, colleague_password: str) -> None:
    """Create the whole life of the association. Call once, after the members exist."""
    camille = User.objects.get(login="camille")
    _volunteers(cast, camille, colleague_password)
    _joining(camille)
    _assembly(cast, camille)
    _dues(camille)
    _organisation(camille)
    _keep_mails_at_home()


def _volunteers(cast: Cast, camille: User, password: str) -> None:
    """Bruno can sign in too, so that a visitor can try acts of two people: one more seat waits for Bruno to confirm."""
    bruno, second = Member.objects.filter(kind=MemberKind.PERSON, number__gt=2).order_by("number")[
        :2
    ]
    update_member(bruno, actor=None, first_name="Bruno", last_name="Keller")
    users = {
        COLLEAGUE: _user_of(bruno, COLLEAGUE, "Bruno Keller", password),
        "second": _user_of(second),
    }
    for login, slugs in SEATS.items():
        for slug in slugs:
            give_seat(
                WorkingGroup.objects.get(slug=slug),
                users[login],
                starts_on=cast.today,
                ends_on=cast.today + relativedelta(months=18),
                reason="Réunion de la collégiale",
                actor=camille,
            )
    _ask_for_a_seat(cast, camille, users["second"])


def _user_of(member: Member, login: str = "", name: str = "", password: str = "") -> User:
    user = member.representatives.select_related("user").get().user
    if login:
        user.login, user.name = login, name
        user.set_password(password)
        user.save(update_fields=["login", "name", "password"])
    return user


def _ask_for_a_seat(cast: Cast, camille: User, user: User) -> None:
    support = WorkingGroup.objects.get(slug="support")
    sensitive.propose(
        GIVE_SEAT,
        support,
        sentence=f"{user} reçoit un siège dans « {support} ».",
        actor=camille,
        arguments={
            "user": user.pk,
            "starts_on": cast.today.isoformat(),
            "ends_on": (cast.today + relativedelta(years=1)).isoformat(),
            "reason": "Aide aux membres le mardi soir",
        },
        reason="Aide aux membres le mardi soir",
    )


def _joining(camille: User) -> None:
    plans = {plan.name: plan for plan in DuesPlan.objects.all()}
    for rank, typed in enumerate(CANDIDATES):
        organisation = "organisation_name" in typed
        plan = plans["Association" if organisation else "Cotisation"]
        application = submit_application(
            actor=None,
            form_key=f"demo{rank}",
            address=f"192.0.2.{rank + 1}",
            kind=MemberKind.ORGANISATION if organisation else MemberKind.PERSON,
            plan=plan,
            amount=plan.advised,
            statutes_version=IDENTITY["statutes_version"],
            rules_version=IDENTITY["rules_version"],
            **typed,
        )
        confirm_application(application, actor=None)
    roche_application = Application.objects.get(last_name="Roche")
    ask_candidate(roche_application, question="À quelle adresse serait la ligne ?", actor=camille)


def _assembly(cast: Cast, camille: User) -> None:
    day = cast.today + relativedelta(days=35)
    assembly = plan_assembly(
        title="Assemblée générale ordinaire",
        starts_at=timezone.make_aware(datetime.combine(day, time(14))),
        place="Maison des associations, 28 rue Denfert-Rochereau, Lyon",
        agenda=AGENDA,
        actor=camille,
    )
    # Camille and Alice, members 1 and 2, keep their votes: the visitor signs in as them.
    people = [
        voter
        for voter in voters(assembly)[:40]
        if voter.kind == MemberKind.PERSON and voter.number > 2
    ]
    for giver, holder in zip(people[2:4], people[:2], strict=False):
        give_proxy(assembly, giver, who=str(holder.number), name=holder.last_name, actor=None)
    assemblies.call_members(assembly, actor=camille)


def _dues(camille: User) -> None:
    DUES_REMINDERS.schedule.set_up(actor=camille)
    alice = Member.objects.get(number=2)
    ask_reduced_rate(
        alice, words="Je suis étudiante cette année.", actor=alice.representatives.get().user
    )


def _organisation(camille: User) -> None:
    """Alice also represents an organisation, whose people have accounts in the association's services."""
    organisation = Member.objects.filter(kind=MemberKind.ORGANISATION).order_by("number").first()
    if organisation is None:
        return
    alice = User.objects.get(login="alice")
    add_representative(organisation, alice, actor=camille)
    for name in ("Lucie Marchand", "Omar Belkacem", "Trésorerie"):
        login = suggest_login(name)
        add_organisation_account(
            organisation, login=login, name=name, email=f"{login}@example.org", actor=alice
        )
    paper = ContentFile(PAPER, name="bulletin-adhesion.pdf")
    add_attachment(
        organisation, file=paper, kind=AttachmentKind.JOINING, actor=camille, name=paper.name or ""
    )


def _keep_mails_at_home() -> None:
    """The demo's people do not exist: the mails that wait are marked as sent five minutes ago, and so never leave."""
    Mail.objects.filter(state=MailState.WAITING).update(
        state=MailState.SENT, sent_at=timezone.now() - timedelta(minutes=5), attempts=1
    )


# The smallest PDF: one blank page.
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
