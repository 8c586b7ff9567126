from django.db import migrations

from coin.core import guards

# What the bank said; whose it is, and where it is filed, may change.
SAID = ["account_id", "booked_on", "amount", "bank_reference"]


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_dues_lines")]
    operations = [guards.frozen("billing_bankline", when="OLD.id IS NOT NULL", columns=SAID)]
