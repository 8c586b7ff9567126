"""Changing the parameters of a service."""

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
    """Check `parameters` with the form of the service type, store them and ask the servers for the change.

    Parameters that the form does not have stay as they are. Returns False, having written nothing, when nothing
    differs. Raises InvalidInput on a field, DomainError when the service has ended.
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
    # The state stands in the condition of the UPDATE: a service that ends meanwhile is not changed.
    if not Service.objects.filter(pk=service.pk, state__in=LIVE_SERVICES).update(**values):
        raise DomainError(_("This service is over: it can no longer be changed."))
    service.refresh_from_db(fields=[*values, "state"])
    number = service.subscription.member.number
    audit.record(
        actions.SERVICE_CHANGED, service, actor=actor, changes=changes, member_number=number
    )
    service_type.request_change(service, actor=actor)
    return True
