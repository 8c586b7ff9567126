from django.db import migrations

from coin.core import guards


class Migration(migrations.Migration):
    dependencies = [("core", "0003_house_life")]
    operations = [guards.append_only("core_auditseal")]
