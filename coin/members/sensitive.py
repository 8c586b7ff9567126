"""Acts of this room that two people do."""

from coin.members import telling  # noqa: F401 (who may confirm, who is told)
