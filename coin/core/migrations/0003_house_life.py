import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_guards'),
        ('members', '__first__'),
    ]

    operations = [
        migrations.AddField(
            model_name='association',
            name='asks_birth',
            field=models.BooleanField(default=False, help_text='CPCE R.10-13 lists them among what is kept if it is collected.', verbose_name='ask for the birth date and place'),
        ),
        migrations.AddField(
            model_name='association',
            name='done_alone',
            field=models.JSONField(blank=True, default=list, verbose_name='acts that need no second person'),
        ),
        migrations.AddField(
            model_name='association',
            name='join_open',
            field=models.BooleanField(default=True, verbose_name='people may ask to join on line'),
        ),
        migrations.AddField(
            model_name='association',
            name='late_renewal',
            field=models.CharField(choices=[('from_due', 'From the day the dues were due'), ('from_paid', 'From the day they are paid')], default='from_due', max_length=20, verbose_name='a late renewal counts'),
        ),
        migrations.AddField(
            model_name='association',
            name='proxies_per_holder',
            field=models.PositiveSmallIntegerField(default=2, verbose_name='proxies that one person may hold'),
        ),
        migrations.AddField(
            model_name='association',
            name='retention',
            field=models.JSONField(blank=True, default=dict, verbose_name='how long data is kept'),
        ),
        migrations.AddField(
            model_name='association',
            name='rules_url',
            field=models.URLField(blank=True, verbose_name='internal rules'),
        ),
        migrations.AddField(
            model_name='association',
            name='rules_version',
            field=models.CharField(blank=True, max_length=40, verbose_name='version of the rules'),
        ),
        migrations.AddField(
            model_name='association',
            name='seat_months',
            field=models.PositiveSmallIntegerField(default=36, help_text="The federation's charter: mandates are put to the vote every three years.", validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='months that a seat lasts at most'),
        ),
        migrations.AddField(
            model_name='association',
            name='statutes_url',
            field=models.URLField(blank=True, verbose_name='statutes'),
        ),
        migrations.AddField(
            model_name='association',
            name='statutes_version',
            field=models.CharField(blank=True, max_length=40, verbose_name='version of the statutes'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='words erased'),
        ),
        migrations.AddConstraint(
            model_name='association',
            constraint=models.CheckConstraint(condition=models.Q(('late_renewal__in', ['from_due', 'from_paid'])), name='association_late_renewal_is_known'),
        ),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_pk', models.BigIntegerField(unique=True)),
                ('facts_digest', models.CharField(max_length=64)),
                ('words_digest', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'journal seal',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(db_index=True, max_length=60, verbose_name='kind')),
                ('key', models.CharField(blank=True, max_length=200, null=True, unique=True)),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('subject', models.CharField(max_length=250, verbose_name='subject')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('language', models.CharField(default='fr', max_length=5, verbose_name='language')),
                ('attachments', models.JSONField(blank=True, default=list)),
                ('member_number', models.PositiveIntegerField(blank=True, db_index=True, null=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to leave'), ('sending', 'Leaving'), ('sent', 'Sent'), ('failed', 'Not sent')], default='waiting', max_length=20, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next try')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mails',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'next_try_at'], name='mail_to_send')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'failed'])), name='mail_state_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=80, verbose_name='act')),
                ('subject_type', models.CharField(max_length=80)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('subject_label', models.CharField(max_length=250, verbose_name='about')),
                ('arguments', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('excluded', models.JSONField(blank=True, default=list)),
                ('sentence', models.TextField(verbose_name='what will happen')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('state', models.CharField(choices=[('waiting', 'Waits for a second person'), ('done', 'Done by two'), ('emergency', 'Done alone, in an emergency'), ('alone', 'Done alone: nobody else could confirm it'), ('refused', 'Refused'), ('withdrawn', 'Taken back'), ('expired', 'Not confirmed in time')], default='waiting', max_length=20, verbose_name='state')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('expires_at', models.DateTimeField(verbose_name='until')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ],
            options={
                'verbose_name': 'act by two people',
                'verbose_name_plural': 'acts by two people',
                'ordering': ['-asked_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'asked_at'], name='proposal_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'done', 'emergency', 'alone', 'refused', 'withdrawn', 'expired'])), name='proposal_state_is_known')],
            },
        ),
        migrations.CreateModel(
            name='WorkClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='taken')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken by')),
            ],
            options={
                'verbose_name': 'work taken',
            },
        ),
    ]
