"""Days: each rule takes effect on its very day, neither the day before nor the day after."""

EXACT = ("tests/billing/test_exact_days.py",)
MEMBERS = ("tests/members/test_exact_days.py",)
PRICES = ("tests/subscriptions/test_exact_days.py",)

MUTATIONS = [
    ("coin/billing/balance/queries.py", "When(due_on__lt=today,", "When(due_on__lte=today,", EXACT),
    (
        "coin/billing/hardship/instalments.py",
        "if instalment.due_on < today:",
        "if instalment.due_on <= today:",
        EXACT,
    ),
    (
        "coin/billing/debits/mandates.py",
        "since is None or since + LASTS <= on",
        "since is None or since + LASTS < on",
        EXACT,
    ),
    (
        "coin/billing/debits/mandates.py",
        ".filter(since__lte=limit)",
        ".filter(since__lt=limit)",
        EXACT,
    ),
    (
        "coin/billing/debits/mandates.py",
        "if signed_on + LASTS <= timezone.localdate():",
        "if signed_on + LASTS < timezone.localdate():",
        EXACT,
    ),
    (
        "coin/billing/debits/plan.py",
        "Q(due_on=None) | Q(due_on__lte=day)",
        "Q(due_on=None) | Q(due_on__lt=day)",
        EXACT,
    ),
    (
        "coin/billing/debits/services.py",
        "if locked.collection_on <= timezone.localdate():",
        "if locked.collection_on < timezone.localdate():",
        EXACT,
    ),
    (
        "coin/billing/documents/issuing.py",
        "if last and day < last:",
        "if last and day <= last:",
        EXACT,
    ),
    (
        "coin/billing/documents/issuing.py",
        "if day > timezone.localdate():",
        "if day >= timezone.localdate():",
        EXACT,
    ),
    (
        "coin/billing/documents/issuing.py",
        "return seal.day + timedelta(days=seal.association.payment_days)",
        "return seal.day",
        EXACT,
    ),
    (
        "coin/billing/payments/services.py",
        "if day < payment.received_on:",
        "if day <= payment.received_on:",
        EXACT,
    ),
    (
        "coin/billing/accounts/services.py",
        "if ends_on >= timezone.localdate():",
        "if ends_on > timezone.localdate():",
        EXACT,
    ),
    (
        "coin/billing/accounts/services.py",
        "if closed and ends_on <= closed:",
        "if closed and ends_on < closed:",
        EXACT,
    ),
    (
        "coin/billing/hardship/put_off.py",
        "not today < until <= today + LONGEST",
        "not today <= until <= today + LONGEST",
        EXACT,
    ),
    (
        "coin/billing/hardship/plans.py",
        "if days[0] < today:",
        "if days[0] <= today:",
        EXACT,
    ),
    (
        "coin/billing/hardship/plans.py",
        "if days[-1] > today + LONGEST:",
        "if days[-1] >= today + LONGEST:",
        EXACT,
    ),
    (
        "coin/billing/online/announcing.py",
        "charge.charge_on <= timezone.localdate()",
        "charge.charge_on < timezone.localdate()",
        EXACT,
    ),
    (
        "coin/members/dues/services.py",
        "if departures and min(departures) <= starts_on:",
        "if departures and min(departures) < starts_on:",
        MEMBERS,
    ),
    (
        "coin/members/dues/services.py",
        "member.dues.filter(starts_on__lt=ends_on, ends_on__gt=starts_on)",
        "member.dues.filter(starts_on__lt=ends_on, ends_on__gte=starts_on)",
        MEMBERS,
    ),
    (
        "coin/members/dues/services.py",
        "if paid_on > timezone.localdate():",
        "if paid_on >= timezone.localdate():",
        MEMBERS,
    ),
    (
        "coin/members/people/representatives.py",
        "    if day < today:",
        "    if day <= today:",
        MEMBERS,
    ),
    (
        "coin/members/body/seats.py",
        "if starts_on < timezone.localdate():",
        "if starts_on <= timezone.localdate():",
        MEMBERS,
    ),
    (
        "coin/members/models/groups.py",
        "starts_on__lte=day, ends_on__gt=day",
        "starts_on__lt=day, ends_on__gt=day",
        MEMBERS,
    ),
    (
        "coin/members/models/groups.py",
        "starts_on__lte=day, ends_on__gt=day",
        "starts_on__lte=day, ends_on__gte=day",
        MEMBERS,
    ),
    (
        "coin/members/models/dues.py",
        "starts_on__lte=day, ends_on__gt=day",
        "starts_on__lte=day, ends_on__gte=day",
        MEMBERS,
    ),
    (
        "coin/members/models/standing.py",
        "Exists(paid.filter(ends_on__gt=day))",
        "Exists(paid.filter(ends_on__gte=day))",
        MEMBERS,
    ),
    ("coin/members/models/standing.py", "Q(left_on__lte=day)", "Q(left_on__lt=day)", MEMBERS),
    (
        "coin/subscriptions/prices/services.py",
        "if subscription.ended_on and day >= subscription.ended_on:",
        "if subscription.ended_on and day > subscription.ended_on:",
        PRICES,
    ),
    (
        "coin/subscriptions/prices/services.py",
        "    if on >= row.ends_on:",
        "    if on > row.ends_on:",
        PRICES,
    ),
    (
        "coin/subscriptions/prices/services.py",
        "    if on <= row.starts_on:",
        "    if on < row.starts_on:",
        PRICES,
    ),
    ("coin/subscriptions/prices/agreed.py", "if day < ended_on:", "if day <= ended_on:", PRICES),
    (
        "coin/subscriptions/prices/agreed.py",
        "if day > timezone.localdate():",
        "if day >= timezone.localdate():",
        PRICES,
    ),
    (
        "coin/subscriptions/sharing/services.py",
        "if day < first and not everyone_agreed:",
        "if day <= first and not everyone_agreed:",
        PRICES,
    ),
    (
        "coin/subscriptions/prices/pricing.py",
        "if row.ends_on and row.starts_on <= day < row.ends_on]",
        "if row.ends_on and row.starts_on <= day <= row.ends_on]",
        PRICES,
    ),
    (
        "coin/subscriptions/prices/pricing.py",
        "if row.ends_on is None and row.starts_on <= day]",
        "if row.ends_on is None and row.starts_on < day]",
        PRICES,
    ),
    (
        "coin/subscriptions/prices/pricing.py",
        "[row for row in self.splits if row.starts_on <= day]",
        "[row for row in self.splits if row.starts_on < day]",
        PRICES,
    ),
]
