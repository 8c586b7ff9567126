import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0002_guards'),
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BankCsvColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('header_digest', models.CharField(max_length=64, unique=True)),
                ('columns', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'columns of a bank’s CSV',
            },
        ),
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('iban', models.CharField(blank=True, max_length=34, verbose_name='IBAN')),
            ],
            options={
                'verbose_name': 'bank account',
                'verbose_name_plural': 'bank accounts',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('iban', ''), _negated=True), fields=('iban',), name='bank_account_iban_once')],
            },
        ),
        migrations.CreateModel(
            name='BankImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('format', models.CharField(max_length=20, verbose_name='format')),
                ('sha256', models.CharField(max_length=64)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('closing', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='closing balance')),
                ('lines_read', models.PositiveIntegerField(verbose_name='lines read')),
                ('lines_new', models.PositiveIntegerField(verbose_name='new lines')),
                ('lines_certain', models.PositiveIntegerField(default=0, verbose_name='matched at once')),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='imported')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='billing.bankaccount', verbose_name='account')),
                ('imported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'bank import',
                'verbose_name_plural': 'bank imports',
                'ordering': ['-imported_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BankLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('booked_on', models.DateField(verbose_name='day')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('label', models.CharField(blank=True, max_length=250, verbose_name='label')),
                ('name', models.CharField(blank=True, max_length=140, verbose_name='other side')),
                ('iban', models.CharField(blank=True, max_length=34, verbose_name='IBAN of the other side')),
                ('reference', models.CharField(blank=True, max_length=500, verbose_name='reference')),
                ('bank_reference', models.CharField(blank=True, max_length=140)),
                ('state', models.CharField(choices=[('to_match', 'To match'), ('matched', 'Matched'), ('filed', 'Filed')], default='to_match', max_length=20, verbose_name='state')),
                ('filed_under', models.CharField(blank=True, max_length=20, verbose_name='filed under')),
                ('note', models.CharField(blank=True, max_length=250, verbose_name='note')),
                ('score', models.PositiveSmallIntegerField(default=0, verbose_name='how sure')),
                ('reason', models.CharField(blank=True, max_length=250, verbose_name='why')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.bankaccount', verbose_name='account')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.bankimport', verbose_name='import')),
                ('suggested', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.member', verbose_name='perhaps from')),
            ],
            options={
                'verbose_name': 'bank line',
                'verbose_name_plural': 'bank lines',
                'ordering': ['-booked_on', '-pk'],
                'indexes': [models.Index(fields=['account', 'booked_on'], name='bank_line_by_day'), models.Index(fields=['state', 'booked_on'], name='bank_line_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['to_match', 'matched', 'filed'])), name='bankline_state_is_known')],
            },
        ),
        migrations.CreateModel(
            name='BankShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='billing.bankline')),
                ('payment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bank_share', to='billing.payment', verbose_name='payment')),
            ],
            options={
                'verbose_name': 'part of a bank line',
            },
        ),
        migrations.CreateModel(
            name='KnownIban',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('iban', models.CharField(max_length=34, verbose_name='IBAN')),
                ('learnt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='learnt')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_ibans', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'known IBAN',
                'constraints': [models.UniqueConstraint(fields=('iban', 'member'), name='known_iban_once')],
            },
        ),
        migrations.CreateModel(
            name='BankUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('content', models.BinaryField()),
                ('sent_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='billing.bankaccount')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'statement being looked at',
            },
        ),
    ]
