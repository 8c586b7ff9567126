from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberKind(models.TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class Standing(models.TextChoices):
    """Whether a member belongs. Derived from dues and departures by coin.members.models.standing, never stored."""

    CANDIDATE = "candidate", _("Candidate")
    GOOD = "good", _("In good standing")
    LATE = "late", _("Dues late")
    LAPSED = "lapsed", _("Lapsed")
    LEFT = "left", _("Left")
    EXCLUDED = "excluded", _("Excluded")


# Standings of those who still belong, as counts and calls to an assembly take them.
IN_FORCE = (Standing.GOOD, Standing.LATE)


class RepresentativeRole(models.TextChoices):
    OWNER = "owner", _("Holder")
    ACCOUNTS = "accounts", _("Accounts")
    TECHNICAL = "technical", _("Technical")


class LegalForm(models.TextChoices):
    """What an organisation is in law."""

    ASSOCIATION = "association", _("Association")
    COLLECTIVE = "collective", _("Collective")
    COMPANY = "company", _("Company")
    PUBLIC = "public", _("Public body")


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class AttachmentKind(models.TextChoices):
    JOINING = "joining", _("Joining paper")
    MANDATE = "mandate", _("Direct-debit mandate")
    PROOF = "proof", _("Proof")
    OTHER = "other", _("Other")


class PeriodKind(models.TextChoices):
    """When the periods of a dues plan begin and end."""

    ROLLING = "rolling", _("A number of months from the day it starts")
    CIVIL_YEAR = "civil_year", _("The civil year, 1 January to 31 December")
    FIXED = "fixed", _("A year that begins on a fixed day")


class Audience(models.TextChoices):
    """Who may choose a dues plan."""

    EVERYONE = "everyone", _("Everyone")
    PERSONS = "persons", _("Persons")
    ORGANISATIONS = "organisations", _("Organisations")
    VOLUNTEERS = "volunteers", _("Set by volunteers only")


class ReducedRateState(models.TextChoices):
    REQUESTED = "requested", _("Waits for an answer")
    GRANTED = "granted", _("Granted")
    DECLINED = "declined", _("Declined")


class ApplicationState(models.TextChoices):
    """Where a request to join stands."""

    UNCONFIRMED = "unconfirmed", _("E-mail not confirmed")
    SUBMITTED = "submitted", _("Waits for the volunteers")
    QUESTIONED = "questioned", _("Waits for the candidate")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Requests to join that nobody has decided on yet.
OPEN_APPLICATIONS = (
    ApplicationState.UNCONFIRMED,
    ApplicationState.SUBMITTED,
    ApplicationState.QUESTIONED,
)


class ImportState(models.TextChoices):
    PREPARED = "prepared", _("To be checked")
    DONE = "done", _("Imported")
    ABANDONED = "abandoned", _("Abandoned")


class ExportState(models.TextChoices):
    """Where the copy of all that coin holds on a member stands."""

    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("It failed")
    EXPIRED = "expired", _("Expired")


class ErasureState(models.TextChoices):
    REQUESTED = "requested", _("Waits for the volunteers")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
