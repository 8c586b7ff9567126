"""The service type of everything that no server does yet: a volunteer is asked, and ticks it off.

Nothing is recorded when a request comes: the service itself is the request while its `applied_revision` is behind its
`wanted_revision`, and coin.subscriptions.life.board shows it until `confirm_service`.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coin.subscriptions.models import Service
from coin.subscriptions.registry import ServiceType


class Manual(ServiceType):
    slug = "manual"
    label = _("By hand")
    help = _("A volunteer sets it up, and says when it works.")
    icon = "hand-stop"
    needs_login = False
    by_hand = True

    def request_activation(self, service: Service, *, actor: Any) -> None:
        pass

    def request_change(self, service: Service, *, actor: Any) -> None:
        pass

    def request_suspension(self, service: Service, *, actor: Any) -> None:
        pass

    def request_resumption(self, service: Service, *, actor: Any) -> None:
        pass

    def request_termination(self, service: Service, *, actor: Any) -> None:
        pass
