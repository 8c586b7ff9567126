"""On PostgreSQL the database itself refuses two holders of a slot at once, and two pools that overlap."""

from django.core.management.base import CommandError
from django.db import migrations
from django.db.utils import Error
from django.utils.translation import gettext as _

NEEDED = "CREATE EXTENSION IF NOT EXISTS btree_gist"
CONSTRAINTS = [
    (
        "network_assignment",
        "slot_held_by_one_at_a_time",
        "EXCLUDE USING gist (pool_id WITH =, slot WITH =, tstzrange(assigned_at, released_at) WITH &&)",
    ),
    ("network_pool", "pools_apart", "EXCLUDE USING gist ((prefix::inet) inet_ops WITH &&)"),
]


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        schema_editor.execute(NEEDED)
    except Error as error:
        name = schema_editor.connection.settings_dict["NAME"]
        raise CommandError(
            _(
                "PostgreSQL does not let coin add the extension btree_gist to its database: as a PostgreSQL "
                "administrator, type psql -d %(database)s -c 'CREATE EXTENSION btree_gist' "
                "(Debian has it in the package postgresql-contrib), then migrate again."
            )
            % {"database": name}
        ) from error
    for table, name, rule in CONSTRAINTS:
        schema_editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, name, _rule in CONSTRAINTS:
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]
    operations = [migrations.RunPython(add, remove, elidable=False)]
