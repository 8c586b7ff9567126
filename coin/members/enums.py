from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberKind(models.TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class Standing(models.TextChoices):
    """Derived from dues periods by members.standing, never stored."""

    CANDIDATE = "candidate", _("Candidate")
    GOOD = "good", _("In good standing")
    LATE = "late", _("Dues late")
    LAPSED = "lapsed", _("Lapsed")
    LEFT = "left", _("Left")
    EXCLUDED = "excluded", _("Excluded")


IN_FORCE = (Standing.GOOD, Standing.LATE)


class RepresentativeRole(models.TextChoices):
    OWNER = "owner", _("Holder")
    ACCOUNTS = "accounts", _("Accounts")
    TECHNICAL = "technical", _("Technical")
