"""Sums: owed, paid, sent back, given, shared out, entered in the accounts."""

PAYMENT_TESTS = ("tests/billing/payments/test_payments.py",)
ISSUING_TESTS = ("tests/billing/documents/test_issuing.py",)

MUTATIONS = [
    (
        "coin/core/money.py",
        "rounding=ROUND_HALF_UP",
        'rounding="ROUND_HALF_EVEN"',
        ("tests/core/test_money.py",),
    ),
    (
        "coin/core/money.py",
        "shares[index] += 1",
        "shares[index] += 0",
        ("tests/core/test_money.py",),
    ),
    ("coin/core/money.py", "min(parts) < 0", "min(parts) < -9", ("tests/core/test_money.py",)),
    (
        "coin/billing/payments/services.py",
        "amount=-payment.amount,",
        "amount=payment.amount,",
        PAYMENT_TESTS,
    ),
    (
        "coin/billing/documents/issuing.py",
        "    amount=-line.amount,",
        "    amount=line.amount,",
        ISSUING_TESTS,
    ),
    (
        "coin/billing/documents/issuing.py",
        "pk__in=[line.pk for line in undone]).update(is_cancelled=True)",
        "pk__in=[line.pk for line in undone]).update(is_cancelled=False)",
        ISSUING_TESTS,
    ),
    (
        "coin/billing/documents/giving.py",
        "if cents(amount) > credit:",
        "if cents(amount) > 2 * credit:",
        ("tests/billing/payments/test_moving.py",),
    ),
    (
        "coin/billing/hardship/waivers.py",
        "not 0 < amount <= left",
        "not 0 < amount < left",
        ("tests/billing/hardship/test_waivers.py",),
    ),
    (
        "coin/billing/hardship/waivers.py",
        "if amount == left:",
        "if amount <= left:",
        ("tests/billing/hardship/test_waivers.py",),
    ),
    (
        "coin/billing/hardship/fund_help.py",
        "if amount > balance:",
        "if amount > 2 * balance:",
        ("tests/billing/hardship/test_fund.py",),
    ),
    (
        "coin/billing/hardship/fund_help.py",
        "if amount > owed:",
        "if amount > 2 * owed:",
        ("tests/billing/hardship/test_fund.py",),
    ),
    (
        "coin/billing/online/refunding.py",
        "if not 0 < wanted <= most:",
        "if not 0 < wanted:",
        ("tests/billing/online/test_money_back.py",),
    ),
    (
        "coin/billing/payments/cheques.py",
        "if locked.total != line.amount or locked.account_id != line.account_id:",
        "if locked.account_id != line.account_id:",
        ("tests/billing/payments/test_means.py",),
    ),
    (
        "coin/billing/accounts/services.py",
        "if not rows or debits != credits:",
        "if not rows:",
        ("tests/billing/accounts/test_posting.py", "tests/billing/accounts/test_exports.py"),
    ),
]
