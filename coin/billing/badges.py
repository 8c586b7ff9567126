from coin.billing.enums import BankLineState, DocumentState, PaymentStatus
from coin.core.badges import declare

declare(DocumentState, {DocumentState.DRAFT: "busy", DocumentState.ISSUED: "good"})
declare(
    PaymentStatus,
    {
        PaymentStatus.DRAFT: "busy",
        PaymentStatus.PAID: "good",
        PaymentStatus.PARTLY: "info",
        PaymentStatus.TO_PAY: "info",
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
