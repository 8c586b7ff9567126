"""What the pages of each model share: the list, the record, and how a row is found, named and counted.

`rows` is a function each time: standings and payment statuses depend on the day, which is then the day of each request
and not the day when the server started.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.billing.balance import queries as billing
from coin.billing.enums import BankLineState, BatchState, MandateState, OnlineState, PlanState
from coin.billing.models import (
    Account,
    BankLine,
    BillingRun,
    DebitBatch,
    DepositSlip,
    Document,
    Mandate,
    OnlinePayment,
    Payment,
    PaymentPlan,
    Receipt,
    UnknownReturn,
)
from coin.core.models import Mail, MailState, Proposal, ProposalState
from coin.core.models.association import VatPeriod
from coin.core.views.places import PagesOf, Place
from coin.members.enums import ApplicationState, ImportState, ReducedRateState
from coin.members.models import (
    Application,
    Assembly,
    DuesPeriod,
    ErasureRequest,
    ImportBatch,
    Member,
    ReducedRate,
    Seat,
    WorkingGroup,
)
from coin.network.legal.queries import with_state
from coin.network.models import LegalRequest, LegalRequestState, Pool
from coin.office.members import lists
from coin.office.subscriptions.lists import offers
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import OfferItem, Service, Subscription
from provisioning.models import Deployment, Run

ACCOUNTS = Place(gettext_lazy("Accounts"), "office:accounts")
DUPLICATES = Place(gettext_lazy("Duplicates"), "office:duplicates")
KEPT = Place(gettext_lazy("Kept by duty"), "office:kept")
OLD_ENTRIES = Place(gettext_lazy("Entries of another tool"), "office:history-new")
SETTINGS = Place(gettext_lazy("Settings"), "office:settings")

# People
APPLICATIONS = PagesOf(
    gettext_lazy("Requests to join"),
    "office:applications",
    record="office:application",
    rows=lambda: Application.objects.select_related("plan", "member", "decided_by"),
    name=lambda application: application.name,
    states=ApplicationState,
    counted=ngettext_lazy("%(count)s request", "%(count)s requests", "count"),
)
ASSEMBLIES = PagesOf(
    gettext_lazy("General assemblies"),
    "office:assemblies",
    record="office:assembly",
    rows=Assembly.objects.all,
    name=lambda assembly: assembly.title,
    counted=ngettext_lazy("%(count)s assembly", "%(count)s assemblies", "count"),
)
DUES_PLANS = PagesOf(
    gettext_lazy("Dues plans"),
    "office:plans",
    record="office:plan-edit",
    rows=lists.dues_plans,
    name=lambda plan: plan.name,
    counted=ngettext_lazy("%(count)s plan", "%(count)s plans", "count"),
)
GROUPS = PagesOf(
    gettext_lazy("Working groups"),
    "office:groups",
    record="office:group",
    rows=WorkingGroup.objects.all,
    name=lambda group: group.name,
)
IMPORTS = PagesOf(
    gettext_lazy("Imports of members"),
    "office:imports",
    record="office:import",
    rows=ImportBatch.objects.all,
    name=lambda batch: batch.name,
    states=ImportState,
    counted=ngettext_lazy("%(count)s file", "%(count)s files", "count"),
)
MAILS = PagesOf(
    gettext_lazy("Mails"),
    "office:mails",
    record="office:mail",
    rows=Mail.objects.all,
    name=lambda mail: mail.subject,
    states=MailState,
    counted=ngettext_lazy("%(count)s mail", "%(count)s mails", "count"),
)
MEMBERS = PagesOf(
    gettext_lazy("Members"),
    "office:members",
    record="office:member",
    key="number",
    rows=lists.members,
    counted=ngettext_lazy("%(count)s member", "%(count)s members", "count"),
)
PROPOSALS = PagesOf(
    gettext_lazy("Acts of two people"),
    "office:proposals",
    record="office:proposal",
    rows=Proposal.objects.all,
    states=ProposalState,
    counted=ngettext_lazy("%(count)s act", "%(count)s acts", "count"),
)
REDUCED_RATES = PagesOf(
    gettext_lazy("Reduced rates"),
    "office:reduced-rates",
    record="office:reduced-rate",
    rows=lambda: ReducedRate.objects.select_related("member"),
    name=lambda rate: _("Reduced rate"),
    states=ReducedRateState,
    counted=ngettext_lazy("%(count)s request", "%(count)s requests", "count"),
)

# What a member's record shows
DUES = PagesOf(
    rows=lambda: DuesPeriod.objects.select_related("member", "plan"),
    within=lambda period: MEMBERS.link_of(period.member),
)
MEMBERS_DATA = PagesOf(record="office:member-data", key="number", rows=Member.objects.all)
ERASURES: PagesOf[ErasureRequest] = PagesOf(
    rows=lambda: ErasureRequest.objects.select_related("member"),
    within=lambda erasure: MEMBERS_DATA.link_of(erasure.member),
)
VAT_PERIODS = PagesOf(rows=VatPeriod.objects.all, within=lambda period: SETTINGS.link("tva"))
SEATS = PagesOf(
    rows=lambda: Seat.objects.select_related("group", "user"),
    within=lambda seat: GROUPS.link_of(seat.group),
)

# Money
BANK_LINES = PagesOf(
    gettext_lazy("Bank"),
    "office:bank-lines",
    record="office:bank-line",
    rows=lambda: BankLine.objects.select_related("suggested", "account", "source"),
    states=BankLineState,
    counted=ngettext_lazy("%(count)s movement", "%(count)s movements", "count"),
)
BILLING_RUNS = PagesOf(
    gettext_lazy("Billing runs"),
    "office:billing-runs",
    record="office:billing-run-record",
    rows=lambda: BillingRun.objects.select_related("started_by"),
    counted=ngettext_lazy("%(count)s run", "%(count)s runs", "count"),
)
DEBIT_BATCHES = PagesOf(
    gettext_lazy("Direct debits"),
    "office:debit-batches",
    record="office:debit-batch",
    # The file sent to the bank is large, and only its download needs the file.
    rows=lambda: DebitBatch.objects.defer("file"),
    states=BatchState,
    counted=ngettext_lazy("%(count)s batch", "%(count)s batches", "count"),
)
DOCUMENTS: PagesOf[Document] = PagesOf(
    gettext_lazy("Documents"),
    "office:documents",
    record="office:document",
    rows=billing.documents_list,
    counted=ngettext_lazy("%(count)s document", "%(count)s documents", "count"),
)
LEDGERS = PagesOf(
    gettext_lazy("Trial balance"),
    "office:trial-balance",
    record="office:account-ledger",
    key="code",
    rows=Account.objects.all,
    counted=ngettext_lazy("%(count)s account", "%(count)s accounts", "count"),
)
MANDATES = PagesOf(
    gettext_lazy("Mandates"),
    "office:mandates",
    record="office:mandate",
    rows=lambda: Mandate.objects.select_related("member"),
    states=MandateState,
    counted=ngettext_lazy("%(count)s mandate", "%(count)s mandates", "count"),
)
ONLINE_PAYMENTS = PagesOf(
    gettext_lazy("Online payments"),
    "office:online-payments",
    record="office:online-payment",
    rows=lambda: OnlinePayment.objects.select_related("member", "means", "payment"),
    name=lambda attempt: str(attempt.member),
    states=OnlineState,
    counted=ngettext_lazy("%(count)s online payment", "%(count)s online payments", "count"),
)
PAYMENT_PLANS = PagesOf(
    gettext_lazy("Payment plans"),
    "office:payment-plans",
    record="office:payment-plan",
    rows=lambda: PaymentPlan.objects.select_related("member", "agreed_by"),
    name=lambda plan: _("Payment plan of %(member)s") % {"member": plan.member},
    states=PlanState,
    counted=ngettext_lazy("%(count)s payment plan", "%(count)s payment plans", "count"),
)
PAYMENTS = PagesOf(
    gettext_lazy("Payments"),
    "office:payments",
    record="office:payment",
    rows=lambda: Payment.objects.select_related(
        "member", "recorded_by", "reverses", "moved_from__member"
    ),
    counted=ngettext_lazy("%(count)s payment", "%(count)s payments", "count"),
)
RECEIPTS = PagesOf(
    gettext_lazy("Receipts"),
    "office:receipts",
    record="office:receipt",
    rows=lambda: Receipt.objects.select_related("member").order_by("-issued_on", "-pk"),
    counted=ngettext_lazy("%(count)s receipt", "%(count)s receipts", "count"),
)
SLIPS = PagesOf(
    gettext_lazy("Deposit slips"),
    "office:slips",
    record="office:slip",
    rows=lambda: DepositSlip.objects.select_related("account", "made_by", "bank_line"),
    counted=ngettext_lazy("%(count)s slip", "%(count)s slips", "count"),
)
UNKNOWN_RETURNS = PagesOf(
    gettext_lazy("Unknown returns"),
    "office:debit-unknown",
    rows=lambda: UnknownReturn.objects.select_related("source"),
    counted=ngettext_lazy("%(count)s return", "%(count)s returns", "count"),
)

# Services and servers
DEPLOYMENTS = PagesOf(
    gettext_lazy("Deployments"),
    "office:deployments",
    record="office:deployment",
    key="slug",
    rows=lambda: Deployment.objects.prefetch_related("hosts"),
    name=lambda deployment: deployment.name,
    counted=ngettext_lazy("%(count)s deployment", "%(count)s deployments", "count"),
)
LEGAL_REQUESTS = PagesOf(
    gettext_lazy("Legal requests"),
    "office:legal-requests",
    record="office:legal-request",
    rows=lambda: with_state(LegalRequest.objects.select_related("asked_by")),
    name=lambda request: request.reference,
    states=LegalRequestState,
    counted=ngettext_lazy("%(count)s request", "%(count)s requests", "count"),
)
OFFERS = PagesOf(
    gettext_lazy("Offers"),
    "office:offers",
    record="office:offer",
    rows=offers,
    name=lambda offer: offer.name,
    counted=ngettext_lazy("%(count)s offer", "%(count)s offers", "count"),
)
OFFER_ITEMS: PagesOf[OfferItem] = PagesOf(
    rows=lambda: OfferItem.objects.select_related("offer"),
    name=lambda item: item.label,
    within=lambda item: OFFERS.link_of(item.offer),
)
POOLS = PagesOf(
    gettext_lazy("Address pools"),
    "office:pools",
    record="office:pool",
    rows=Pool.objects.all,
    name=lambda pool: pool.name,
    counted=ngettext_lazy("%(count)s pool", "%(count)s pools", "count"),
)
RUNS = PagesOf(
    gettext_lazy("Runs"),
    "office:runs",
    record="office:run",
    rows=lambda: Run.objects.select_related("deployment", "requested_by"),
    counted=ngettext_lazy("%(count)s run", "%(count)s runs", "count"),
)
SUBSCRIPTIONS = PagesOf(
    gettext_lazy("Subscriptions"),
    "office:subscriptions",
    record="office:subscription",
    rows=lambda: Subscription.objects.select_related("member", "offer"),
    name=lambda subscription: subscription.offer.name,
    states=SubscriptionState,
    counted=ngettext_lazy("%(count)s subscription", "%(count)s subscriptions", "count"),
)
SERVICES: PagesOf[Service] = PagesOf(
    rows=lambda: Service.objects.select_related("subscription__member", "subscription__offer"),
    within=lambda service: SUBSCRIPTIONS.link_of(service.subscription),
)
