"""Errors of ssh, in words that tell a volunteer what to do."""

from django.utils.translation import gettext as _

from provisioning.ansible.run import Target

# Parts of what ssh prints, in the order in which `sentence` looks for them.
CHANGED = ("REMOTE HOST IDENTIFICATION HAS CHANGED", "Host key verification failed")
REFUSED = ("Permission denied", "Too many authentication failures")
SILENT = (
    "Connection refused",
    "timed out",
    "No route to host",
    "Network is unreachable",
    "Could not resolve hostname",
    "Connection closed",
    "Connection reset",
)


def sentence(target: Target, output: str) -> str:
    """A sentence that says why a host could not be reached, and what to do, from what ssh printed (`output`)."""
    words = {
        "name": target.name,
        "address": target.address,
        "port": target.port,
        "user": target.user,
    }
    if any(sign in output for sign in CHANGED):
        return (
            _(
                "The key of %(name)s is not the one coin knows. If it was reinstalled, enter its new host key; if not, "
                "somebody may stand between: nothing was sent."
            )
            % words
        )
    if any(sign in output for sign in REFUSED):
        return (
            _(
                "%(name)s refuses the SSH key of coin for %(user)s: add the public key to its authorized_keys."
            )
            % words
        )
    if any(sign in output for sign in SILENT):
        return _("%(name)s does not answer on %(address)s:%(port)s.") % words
    return _("%(name)s cannot be used: %(reason)s") % {**words, "reason": last_line(output)}


def last_line(text: str) -> str:
    """The last line of a text that is not blank, cut to 300 characters; empty when all are blank."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
