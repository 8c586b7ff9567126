"""A service's parameters change."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError
from coin.members.models import User
from coin.subscriptions import actions, registry
from coin.subscriptions.enums import LIVE_SERVICES
from coin.subscriptions.models import Service
from coin.subscriptions.parameters import changes_for_journal, taken_by


@transaction.atomic
def change_service(service: Service, *, actor: User | None, parameters: Mapping[str, Any]) -> bool:
    """Take `parameters` by the type's form and ask the servers for them; False when nothing differs.

    Values that the form does not hold stay as they are. Raises InvalidInput on a field, DomainError when the service
    is over.
    """
    service_type = registry.get(service.service_type)
    taken = taken_by(service_type, parameters, service=service)
    changes = changes_for_journal(service_type, service, taken)
    if not changes:
        return False
    values = {
        "parameters": {**service.parameters, **taken},
        "wanted_revision": F("wanted_revision") + 1,
        "changed_at": timezone.now(),
    }
    if not Service.objects.filter(pk=service.pk, state__in=LIVE_SERVICES).update(**values):
        raise DomainError(_("This service is over: it can no longer be changed."))
    service.refresh_from_db(fields=[*values, "state"])
    number = service.subscription.member.number
    audit.record(
        actions.SERVICE_CHANGED, service, actor=actor, changes=changes, member_number=number
    )
    service_type.request_change(service, actor=actor)
    return True
