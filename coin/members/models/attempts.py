"""Sign-ins that failed, kept a few minutes to slow down guessing."""

from django.db import models


class SignInFailure(models.Model):
    """One refused sign-in. The keys are digests: what was typed may be a password, an address is personal data."""

    login_key = models.CharField(max_length=64)
    address_key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["login_key", "at"], name="failure_by_login"),
            models.Index(fields=["address_key", "at"], name="failure_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
