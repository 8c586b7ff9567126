from django.utils.translation import gettext_lazy as _

from coin.core.navigation import Entry, entry
from coin.portal.shared.roles import sees_money, sees_people, sees_services

entry("portal", Entry(_("Home"), "portal:home", "home", order=10))
entry("portal", Entry(_("My membership"), "portal:membership", "id", order=15, shown=sees_money))
entry("portal", Entry(_("My services"), "portal:services", "plug", order=20, shown=sees_services))
entry("portal", Entry(_("Our people"), "portal:accounts", "users", order=25, shown=sees_people))
entry(
    "portal", Entry(_("Documents"), "portal:documents", "file-invoice", order=30, shown=sees_money)
)
entry("portal", Entry(_("My money"), "portal:money", "coin-euro", order=28, shown=sees_money))
entry("portal", Entry(_("My data"), "portal:me", "user", order=50))
