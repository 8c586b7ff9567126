"""The tone of the badge of each state of documents and money."""

from coin.billing.enums import (
    BankLineState,
    BatchState,
    BillingRunState,
    DebitState,
    DocumentState,
    InstalmentStatus,
    MandateState,
    OnlineState,
    PaymentStatus,
    PlanState,
)
from coin.core.badges import declare

declare(DocumentState, {DocumentState.DRAFT: "busy", DocumentState.ISSUED: "good"})
declare(
    OnlineState,
    {
        OnlineState.OPEN: "busy",
        OnlineState.PROCESSING: "info",
        OnlineState.PAID: "good",
        OnlineState.FAILED: "bad",
        OnlineState.EXPIRED: "off",
    },
)
declare(
    PaymentStatus,
    {
        PaymentStatus.DRAFT: "busy",
        PaymentStatus.PAID: "good",
        PaymentStatus.PARTLY: "info",
        PaymentStatus.TO_PAY: "info",
        PaymentStatus.IN_PLAN: "info",
        PaymentStatus.LATE: "warn",
        PaymentStatus.CANCELLED: "off",
        PaymentStatus.CREDITED: "off",
    },
)
declare(
    BankLineState,
    {
        BankLineState.TO_MATCH: "warn",
        BankLineState.MATCHED: "good",
        BankLineState.FILED: "off",
    },
)
declare(
    MandateState,
    {
        MandateState.DRAFT: "busy",
        MandateState.ACTIVE: "good",
        MandateState.SUSPENDED: "warn",
        MandateState.REVOKED: "off",
        MandateState.LAPSED: "off",
    },
)
declare(
    BatchState,
    {
        BatchState.DRAFT: "busy",
        BatchState.NOTIFIED: "info",
        BatchState.WRITTEN: "warn",
        BatchState.SENT: "info",
        BatchState.COLLECTED: "good",
        BatchState.DROPPED: "off",
    },
)
declare(
    DebitState,
    {
        DebitState.PLANNED: "busy",
        DebitState.SENT: "info",
        DebitState.PAID: "good",
        DebitState.RETURNED: "bad",
        DebitState.LEFT_OUT: "off",
    },
)
declare(
    PlanState,
    {PlanState.AGREED: "info", PlanState.KEPT: "good", PlanState.BROKEN: "off"},
)
declare(
    InstalmentStatus,
    {
        InstalmentStatus.PAID: "good",
        InstalmentStatus.LATE: "warn",
        InstalmentStatus.NEXT: "info",
        InstalmentStatus.TO_COME: "off",
        InstalmentStatus.DROPPED: "off",
    },
)
declare(
    BillingRunState,
    {
        BillingRunState.WAITING: "busy",
        BillingRunState.DRAFTING: "busy",
        BillingRunState.ISSUING: "busy",
        BillingRunState.PRINTING: "busy",
        BillingRunState.MAILING: "busy",
        BillingRunState.DONE: "good",
        BillingRunState.STOPPED: "bad",
    },
)
