"""Rights: who may do each act, and that nobody does an act of two people alone."""

SENSITIVE = ("tests/core/test_sensitive.py",)

MUTATIONS = [
    (
        "coin/core/views/access.py",
        "if slug and not user.has_capability(slug):",
        "if slug and not user.is_volunteer:",
        ("tests/test_access.py::test_all_other_rights_together_do_not_open_them",),
    ),
    (
        "coin/members/models/user.py",
        "return self.is_active and str(slug) in self.capabilities",
        "return str(slug) in self.capabilities",
        ("tests/members/body/test_seats.py::test_a_closed_account_holds_no_right",),
    ),
    (
        "coin/office/middleware.py",
        "if not second_factor.is_compulsory() or second_factor.is_shown(request):",
        "if second_factor.is_compulsory() or second_factor.is_shown(request):",
        ("tests/office/body/test_second_factor.py::test_no_page_opens_without_one",),
    ),
    (
        "coin/core/sensitive.py",
        "    if proposal.asked_by_id == actor.pk:\n        raise",
        "    if False:\n        raise",
        SENSITIVE,
    ),
    (
        "coin/core/sensitive.py",
        "if not proposal.asked_by.has_capability(act.capability.slug):",
        "if False:",
        SENSITIVE,
    ),
    (
        "coin/core/sensitive.py",
        "    if not actor.has_capability(act.capability.slug):",
        "    if False:",
        SENSITIVE,
    ),
    ("coin/core/sensitive.py", "    if actor.pk in excluded:", "    if False:", SENSITIVE),
    (
        "coin/core/sensitive.py",
        "return act.always or act.slug not in",
        "return act.slug not in",
        SENSITIVE,
    ),
    (
        "coin/members/body/seats.py",
        "if actor is not None and actor.pk == user.pk:",
        "if actor is not None and actor.pk != user.pk:",
        ("tests/members/body/test_seats.py",),
    ),
    (
        "coin/members/sign_in/reset_factor.py",
        "if actor is not None and actor.pk == user.pk:",
        "if False:",
        ("tests/members/sign_in/test_second_factor.py",),
    ),
    (
        "coin/core/services/settings.py",
        "if set(acts) - set(association.done_alone):",
        "if False:",
        ("tests/races/test_races.py::test_two_at_once[core.settings.tighten_acts_of_two]",),
    ),
]
