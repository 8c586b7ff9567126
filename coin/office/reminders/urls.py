"""URLs of the reminders of documents."""

from coin.office.reminders.pages import addresses
from coin.office.reminders.views import DOCUMENTS, DocumentReminders

patterns = addresses(DOCUMENTS, "documents/relances/", DocumentReminders)
