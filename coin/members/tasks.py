"""What comes back by itself."""

# Rows queued by an older coin name the task here.
from coin.members.data.exports import make_data_export as make_data_export  # noqa: PLC0414
