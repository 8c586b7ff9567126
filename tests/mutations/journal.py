"""The journal: every act is recorded in its own transaction, and nobody changes the journal unseen."""

MUTATIONS = [
    ("coin/core/audit.py", "    insert(entry)\n", "", ("tests/core/test_audit.py",)),
    (
        "coin/core/audit.py",
        "if not transaction.get_connection().in_atomic_block:",
        "if False:",
        ("tests/core/test_audit.py",),
    ),
    (
        "coin/core/audit.py",
        "capacity=actor.capacity[:150] if actor else",
        'capacity="" if actor else',
        ("tests/core/test_audit.py",),
    ),
    (
        "coin/core/audit.py",
        "[_plain(before), _plain(after)]",
        "[_plain(after), _plain(before)]",
        ("tests/core/test_audit.py",),
    ),
    (
        "coin/core/chain/digests.py",
        '{before}{facts}{words}".encode()',
        '{facts}{words}".encode()',
        ("tests/core/test_chain.py",),
    ),
    (
        "coin/billing/payments/services.py",
        "        actions.PAYMENT_REVERSED,",
        "        actions.PAYMENT_RECORDED,",
        ("tests/billing/payments/test_payments.py",),
    ),
    (
        "coin/billing/documents/issuing.py",
        "        actions.ISSUED, [_trace(document, members) for document in documents], actor=actor\n",
        "        actions.ISSUED, [], actor=actor\n",
        ("tests/billing/documents/test_issuing.py", "tests/billing/documents/test_issuing_many.py"),
    ),
]
