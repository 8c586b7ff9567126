"""The main job: people, subscriptions, addresses, convergence of the servers, documents, money."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from coin.billing.documents import pdf
from coin.billing.enums import DocumentState
from coin.billing.models import BankImport, Document, Payment, PaymentPlan
from coin.core.models import Association
from coin.members.models import Application, Assembly, Member, Seat
from coin.network.models import Assignment
from coin.subscriptions.models import Service, Split, Subscription
from demo import association, bank, belonging, contracts, evening, figures, money, people
from demo.servers import Servers
from provisioning.engine.execution import execute_run
from provisioning.engine.queueing import request_run
from provisioning.enums import RunState
from provisioning.models import Deployment, Run

if TYPE_CHECKING:
    from demo.story import Story

DEFAULT_MEMBERS = 150


class MainJob:
    """The steps of the demo. Each first checks whether a former run did it already.

    A step is one transaction, so that a crash never leaves it half done; only documents and runs commit as they go.
    """

    def __init__(self, story: "Story", servers: Servers) -> None:
        self.story = story
        self.servers = servers
        self.today = timezone.localdate()
        self.cast = people.Cast.of(self.today)

    def do(self) -> figures.Figures:
        """Do all the steps in order; returns the figures counted at the end."""
        self._association()
        self._people()
        self._contracts()
        self._belonging()
        self._converge_what_is_due("Serveurs mis en conformité")
        self._time()
        self._documents()
        self._payments()
        self._bank()
        self._evening()
        changes = self._converge("Seconde mise en conformité")
        with self.story.step("Relecture des serveurs, de l’annuaire et des fichiers") as step:
            counted = figures.count(changes)
            step.say(f"{counted.vpn_peers} pairs VPN, {counted.radius_users} utilisateurs RADIUS")
        return counted

    def _association(self) -> None:
        with (
            self.story.step("Association, offres et plages d’adresses") as step,
            transaction.atomic(),
        ):
            if not Member.objects.exists():
                association.create()
            self.servers.register()
            step.say(str(Association.current().name))

    def _people(self) -> None:
        wanted = self.story.options.members or Member.objects.count() or DEFAULT_MEMBERS
        with (
            self.story.step("Adhérents, cotisations et comptes", wanted) as step,
            transaction.atomic(),
        ):
            if not Member.objects.exists():
                logins = self.story.place.logins()
                people.create_collegial_body(self.cast, logins[people.VOLUNTEER])
                people.create_members(self.cast, wanted, logins[people.MEMBER], step.advance)
            elif wanted != Member.objects.count():
                self.story.console.print(
                    "La démonstration existe déjà : --reset pour changer le nombre d’adhérents."
                )
            step.say(f"{Member.objects.count()} adhérents")

    def _contracts(self) -> None:
        total = Member.objects.count()
        with (
            self.story.step("Abonnements, services et adresses", total) as step,
            transaction.atomic(),
        ):
            if not Subscription.objects.exists():
                contracts.create(self.cast, step.advance)
                contracts.age_addresses()
            step.say(
                f"{Subscription.objects.count()} abonnements, {Service.objects.count()} services, "
                f"{Assignment.objects.count()} adresses attribuées"
            )

    def _time(self) -> None:
        with self.story.step("Quelques mois passent") as step, transaction.atomic():
            if not Document.objects.exists():
                contracts.let_time_pass()
                contracts.suspend_a_few(self.cast)
            step.say("dates et suspensions")
        self._converge_what_is_due("Suspensions appliquées")

    def _documents(self) -> None:
        """Bill two months, then make the missing PDFs, up to the limit."""
        with self.story.step("Documents de deux mois") as step:
            if not Document.objects.exists():
                money.bill(self.today)
            step.say(
                f"{Document.objects.filter(state=DocumentState.ISSUED).count()} émis, numérotés sans trou"
            )
        issued = Document.objects.filter(state=DocumentState.ISSUED)
        # A second run makes no PDF beyond the limit either: those that exist count.
        room = max(figures.PDFS - issued.exclude(pdf="").count(), 0)
        missing = list(issued.filter(pdf="").order_by("pk").values_list("pk", flat=True)[:room])
        with self.story.step("PDF", len(missing)) as step:
            pdf.render(missing, processes=settings.COIN_PDF_PROCESSES, progress=step.advance)
            left = issued.filter(pdf="").count()
            later = f", {left} se feront à leur première ouverture" if left else ""
            step.say(f"{len(missing)} faits{later}")

    def _payments(self) -> None:
        with (
            self.story.step("Paiements et soldes", Member.objects.count()) as step,
            transaction.atomic(),
        ):
            if not Payment.objects.exists():
                money.pay(self.cast, step.advance)
            step.say(f"{Payment.objects.count()} paiements")

    def _bank(self) -> None:
        with self.story.step("Relevé de la banque") as step, transaction.atomic():
            sentence = "déjà pris"
            if not BankImport.objects.exists():
                sentence = bank.take_in(self.cast)
            step.say(sentence)

    def _evening(self) -> None:
        with self.story.step("Soirée de la trésorerie") as step, transaction.atomic():
            sentence = "déjà passée"
            if not Split.objects.exists() and not PaymentPlan.objects.exists():
                sentence = evening.spend(self.cast)
            step.say(sentence)

    def _belonging(self) -> None:
        with self.story.step("Vie de l’association") as step, transaction.atomic():
            if not Assembly.objects.exists():
                belonging.create(self.cast, self.story.place.logins()[people.COLLEAGUE])
            step.say(
                f"{Application.objects.count()} demandes d’adhésion, {Seat.objects.count()} sièges, "
                f"{Assembly.objects.count()} assemblée"
            )

    def _converge_what_is_due(self, name: str) -> None:
        if any(deployment.is_due for deployment in Deployment.objects.filter(is_enabled=True)):
            self._converge(name)

    def _converge(self, name: str) -> int:
        """Run every enabled deployment once, in this process; returns how many changes were made on servers."""
        # By name of engine, "ansible" before "ldap": the directory says which services work, so it comes last.
        deployments = list(Deployment.objects.filter(is_enabled=True).order_by("engine", "pk"))
        with self.story.step(name, len(deployments)) as step:
            changes = sum(self._run(deployment, step) for deployment in deployments)
            step.say(f"{changes} changements" if changes else "rien à changer")
        return changes

    def _run(self, deployment: Deployment, step: Any) -> int:
        run = request_run(deployment, actor=None)
        execute_run(run.pk)
        run = Run.objects.get(pk=run.pk)
        if run.state != RunState.SUCCEEDED:
            self.story.console.print(f"[red]{deployment.name}[/red] : {run.error}")
        step.advance()
        return int(run.counts.get("changed", 0))
