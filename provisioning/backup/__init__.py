"""One file that holds everything coin knows, and the way back from it."""

from provisioning.backup.archive import BackupError, back_up, restore

__all__ = ["BackupError", "back_up", "restore"]
