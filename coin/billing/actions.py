"""What happens to documents and money, in the journal's words."""

from django.utils.translation import gettext_lazy as _

from coin.core.audit import action

DRAFTED = action("billing.drafted", _("Document drafted"))
DRAFT_CHANGED = action("billing.draft_changed", _("Draft changed"))
DRAFT_DROPPED = action("billing.draft_dropped", _("Draft dropped"))
ISSUED = action("billing.issued", _("Document issued"))
CANCELLED = action("billing.cancelled", _("Document cancelled"))
PAYMENT_RECORDED = action("billing.payment_recorded", _("Payment recorded"))
PAYMENT_REVERSED = action("billing.payment_reversed", _("Payment reversed"))
BANK_ACCOUNT_CREATED = action("billing.bank_account_created", _("Bank account declared"))
BANK_IMPORTED = action("billing.bank_imported", _("Bank statement taken in"))
BANK_LINE_MATCHED = action("billing.bank_line_matched", _("Bank line matched"))
BANK_LINE_FILED = action("billing.bank_line_filed", _("Bank line filed"))
BANK_LINE_UNDONE = action("billing.bank_line_undone", _("Bank line to be matched again"))
