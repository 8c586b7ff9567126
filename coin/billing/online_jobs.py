"""Old names of tasks, for the rows that workers had not run when coin was upgraded to 0.2. To be deleted in 0.3."""

from coin.billing.online.events import handle_event
from coin.billing.online.keeping import forget_means
from coin.billing.online.refunding import make_refund
from coin.billing.online.tasks import forget_customer

__all__ = ["forget_customer", "forget_means", "handle_event", "make_refund"]
