from django.db import migrations

from coin.core import guards


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [guards.append_only("core_auditentry")]
