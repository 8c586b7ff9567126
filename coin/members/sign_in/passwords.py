"""The password: changed by its holder, held to the rules."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from coin.core import audit
from coin.core.errors import InvalidInput
from coin.members import actions
from coin.members.models import User
from coin.members.sign_in.notices import own_number, record_and_tell


@transaction.atomic
def change_password(user: User, *, password: str, actor: User | None) -> None:
    """Save another password, journal it, and tell the person by mail unless it is their first one.

    Raises InvalidInput on `password` when it is too weak.
    """
    # A first password is no news for the person who sets it: the journal has it, no mail tells of it.
    is_first = not user.has_usable_password()
    set_checked_password(user, password)
    user.save(update_fields=["password"])
    if is_first:
        audit.record(actions.PASSWORD_CHANGED, user, actor=actor, member_number=own_number(user))
    else:
        sentence = gettext_lazy("The password of your account was changed.")
        record_and_tell(actions.PASSWORD_CHANGED, user, sentence, actor=actor)


def set_checked_password(user: User, password: str) -> None:
    """Set a password on the object alone, without a save. Raises InvalidInput on `password` when it is too weak."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field="password") from error
    user.set_password(password)
