"""What happens to members, in the journal's words."""

from django.utils.translation import gettext_lazy as _

from coin.core.audit import action

MEMBER_CREATED = action("members.member_created", _("Member created"))
MEMBER_CHANGED = action("members.member_changed", _("Member changed"))
MEMBER_LEFT = action("members.member_left", _("Departure recorded"))
DEPARTURE_UNDONE = action("members.departure_undone", _("Departure undone"))
ACCOUNT_SET_UP = action("members.account_set_up", _("Account set up"))
PASSWORD_CHANGED = action("members.password_changed", _("Password changed"))
REPRESENTATIVE_ADDED = action("members.representative_added", _("Representative added"))
DUES_OPENED = action("members.dues_opened", _("Dues period opened"))
DUES_PAID = action("members.dues_paid", _("Dues paid"))
DUES_UNPAID = action("members.dues_unpaid", _("Dues marked as unpaid again"))
SEAT_GIVEN = action("members.seat_given", _("Seat given"))
SEAT_HANDED_BACK = action("members.seat_handed_back", _("Seat handed back"))
BODY_FOUNDED = action("members.body_founded", _("First collegial body founded"))
