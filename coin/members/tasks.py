"""Old names of tasks, for the rows that workers had not run when coin was upgraded to 0.2. To be deleted in 0.3."""

from coin.members.data.exports import make_data_export

__all__ = ["make_data_export"]
