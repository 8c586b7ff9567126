from django.utils.translation import gettext_lazy as _

from coin.core.navigation import Entry, entry

entry("portal", Entry(_("Home"), "portal:home", "home", order=10))
entry("portal", Entry(_("My services"), "portal:services", "plug", order=20))
entry("portal", Entry(_("Documents"), "portal:documents", "file-invoice", order=30))
entry("portal", Entry(_("Payments"), "portal:payments", "coin-euro", order=40))
entry("portal", Entry(_("My data"), "portal:me", "user", order=50))
