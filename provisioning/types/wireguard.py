"""WireGuard public keys, as `wg pubkey` writes them: 32 bytes in base64."""

import base64
import binascii

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KEY_BYTES = 32


def validate_public_key(value: str) -> None:
    """Raises ValidationError unless `value` is a public key exactly as `wg pubkey` prints it."""
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES or base64.b64encode(key).decode() != value:
        raise ValidationError(
            _("A WireGuard public key is 44 characters long and ends with “=”: paste it whole."),
            code="invalid",
        )
    if not any(key):
        raise ValidationError(_("This key is all zeros: make a real one."), code="zero")
