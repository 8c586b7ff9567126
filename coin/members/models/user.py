"""Users: the people who sign in."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from coin.members.models.groups import Seat

LOGIN = RegexValidator(
    r"^[a-z][a-z0-9._-]{1,30}\Z",
    _(
        "A login has 2 to 31 lower-case letters, digits, dots, hyphens or underscores, and starts with a letter."
    ),
)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(login=username)


class User(AbstractBaseUser):
    """A person's account. Seats give its rights in the office, the members it represents those in the portal."""

    login = models.CharField(_("login"), max_length=31, unique=True, validators=[LOGIN])
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=5, default="fr")
    # A hash that the directory checks (RFC 2307 `{SCHEME}...`): the password of the services, set through coin only.
    directory_password = models.CharField(max_length=250, blank=True, editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Two spellings of an address are one address: stored in lower case, a plain comparison ignores the case.
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    @cached_property
    def _seats(self) -> "list[Seat]":
        from coin.members.models.groups import Seat

        return list(
            Seat.objects.in_force(timezone.localdate()).filter(user=self).select_related("group")
        )

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """The slugs of the capabilities that this person's seats give them today (one query)."""
        return frozenset(slug for seat in self._seats for slug in seat.group.capabilities)

    @property
    def capacity(self) -> str:
        """The working groups in whose name this person acts today, in words, for the journal."""
        return ", ".join(sorted(seat.group.name for seat in self._seats))

    @property
    def is_volunteer(self) -> bool:
        """Whether this person holds any seat today, and so may enter the office."""
        return bool(self._seats)

    def has_capability(self, slug: str) -> bool:
        return self.is_active and str(slug) in self.capabilities

    def seats_until(self) -> date | None:
        """The day on which the first of today's seats to end is over (exclusive), or None without a seat today."""
        return min((seat.ends_on for seat in self._seats), default=None)
