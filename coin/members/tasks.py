"""What comes back by itself."""

from datetime import timedelta

from coin.core.periodic import periodic
from coin.members import attempts


@periodic("members.forget_refused_sign_ins", every=timedelta(hours=1))
def forget_refused_sign_ins() -> None:
    attempts.purge()
