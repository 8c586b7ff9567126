"""Sign in with a login or an e-mail address; an unknown one is refused as slowly as a wrong password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from django.http import HttpRequest

from coin.members.models import User


class LoginOrEmailBackend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        typed = (username or "").strip().lower()
        user = User.objects.filter(Q(login=typed) | Q(email=typed)).first()
        if user is None:
            # The same work as check_password, so that the time of the answer does not tell which accounts exist.
            User().set_password(password)
            return None
        return user if user.check_password(password or "") and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
