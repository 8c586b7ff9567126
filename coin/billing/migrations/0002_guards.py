from django.db import migrations

from coin.billing import guards as line_guards
from coin.core import guards

PRINTED = [
    "kind",
    "state",
    "member_id",
    "number",
    "series",
    "series_number",
    "issued_on",
    "due_on",
    "period_start",
    "period_end",
    "total",
    "corrects_id",
    "issuer",
    "recipient",
    "created_at",
]
RECEIVED = ["member_id", "amount", "received_on", "means", "reference", "reverses_id", "recorded_at"]


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("core", "__first__")]
    operations = [
        guards.frozen("billing_document", when="OLD.state = 'issued'", columns=PRINTED),
        guards.frozen("billing_payment", when="OLD.id IS NOT NULL", columns=RECEIVED),
        migrations.RunPython(
            lambda apps, editor: line_guards.install(editor),
            lambda apps, editor: line_guards.remove(editor),
        ),
    ]
