"""States: an act that was done is not done again."""

MUTATIONS = [
    (
        "coin/core/transitions.py",
        '**{"pk": instance.pk, f"{field}__in": list(allowed)}',
        '**{"pk": instance.pk}',
        ("tests/core/test_transitions.py",),
    ),
    (
        "coin/billing/payments/services.py",
        "if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():",
        "if payment.reverses_id:",
        ("tests/billing/payments/test_payments.py",),
    ),
    (
        "coin/billing/documents/issuing.py",
        "    if known:\n",
        "    if False:\n",
        ("tests/billing/documents/test_issuing_many.py::test_a_draft_that_is_gone_is_skipped",),
    ),
    (
        "coin/billing/documents/issuing.py",
        "if document.kind == DocumentKind.CREDIT_NOTE:\n        raise",
        "if False:\n        raise",
        ("tests/billing/hardship/test_waivers.py::test_a_waiver_is_not_cancelled",),
    ),
    (
        "coin/billing/debits/collecting.py",
        "if locked.state != BatchState.COLLECTED or line is None:",
        "if True:",
        ("tests/billing/debits/test_batches.py",),
    ),
    (
        "coin/billing/debits/returns.py",
        "if debit.state not in AT_BANK:",
        "if False:",
        ("tests/billing/debits/test_returns.py",),
    ),
    (
        "coin/billing/payments/cheques.py",
        "if locked is None or locked.bank_line_id:",
        "if locked is None:",
        ("tests/billing/payments/test_means.py",),
    ),
    (
        "coin/members/dues/services.py",
        "paid_on__isnull=False).update(paid_on=None)",
        "pk__gt=0).update(paid_on=None)",
        ("tests/members/dues/test_dues.py",),
    ),
    (
        "coin/network/assignments/releasing.py",
        "if stored.released_at is not None:",
        "if False:",
        ("tests/network/assignments/test_releasing.py",),
    ),
    (
        "coin/network/assignments/assigning.py",
        "if reading.service_state == ServiceState.ENDED:",
        "if False:",
        ("tests/network/assignments/test_assigning.py",),
    ),
    (
        "provisioning/engine/queueing.py",
        "elif waiting.not_before and not_before is None:",
        "elif False:",
        ("tests/provisioning/engine/test_queueing.py",),
    ),
]
