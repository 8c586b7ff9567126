# The table of coin.core.shared_cache: Django makes it by a command, which an admin need not know of.

from django.core.management import call_command
from django.db import migrations

TABLE = "core_shared_cache"


def make(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0004_seal_guard"),
    ]

    operations = [
        migrations.RunPython(make, drop),
    ]
