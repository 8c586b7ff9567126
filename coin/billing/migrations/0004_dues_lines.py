from django.db import migrations, models
from django.db.models import Q

from coin.billing import guards

ITEMS = [
    ("monthly", "Monthly price"),
    ("setup", "Set-up fee"),
    ("entry_fee", "Entry fee"),
    ("gift", "Gift"),
]
COUNTS = Q(dues_period__isnull=False, is_cancelled=False, is_correction=False)


class Migration(migrations.Migration):
    """A call for dues has a line for the dues, one for the entry fee and one for the gift.

    SQLite makes the table anew, without its triggers: they are taken off first and put back last.
    """

    dependencies = [("billing", "0003_bank"), ("members", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.remove(editor), lambda apps, editor: guards.install(editor)
        ),
        migrations.RemoveConstraint("line", "dues_called_once"),
        migrations.RemoveConstraint("line", "line_item_is_known"),
        migrations.AlterField(
            "line",
            "item",
            models.CharField(choices=ITEMS, default="monthly", max_length=20),
        ),
        migrations.AddConstraint(
            "line",
            models.CheckConstraint(
                condition=Q(item__in=[value for value, _label in ITEMS]), name="line_item_is_known"
            ),
        ),
        migrations.AddConstraint(
            "line",
            models.UniqueConstraint(
                fields=["dues_period", "item"], condition=COUNTS, name="dues_called_once"
            ),
        ),
        migrations.RunPython(
            lambda apps, editor: guards.install(editor), lambda apps, editor: guards.remove(editor)
        ),
    ]
