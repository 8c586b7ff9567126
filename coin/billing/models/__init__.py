from coin.billing.models.document import Document, Line
from coin.billing.models.payment import Allocation, Payment

__all__ = ["Allocation", "Document", "Line", "Payment"]
