from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import coin.core.validators


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_shared_cache'),
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.DeleteModel(
            name='SignInFailure',
        ),
        migrations.AddField(
            model_name='duesperiod',
            name='entry_fee',
            field=models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name='entry fee'),
        ),
        migrations.AddField(
            model_name='duesperiod',
            name='gift',
            field=models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name='gift'),
        ),
        migrations.AddField(
            model_name='duesplan',
            name='audience',
            field=models.CharField(choices=[('everyone', 'Everyone'), ('persons', 'Persons'), ('organisations', 'Organisations'), ('volunteers', 'Set by volunteers only')], default='everyone', max_length=20, verbose_name='who may choose it'),
        ),
        migrations.AddField(
            model_name='duesplan',
            name='description',
            field=models.TextField(blank=True, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='duesplan',
            name='entry_fee',
            field=models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name='entry fee'),
        ),
        migrations.AddField(
            model_name='duesplan',
            name='period_kind',
            field=models.CharField(choices=[('rolling', 'A number of months from the day it starts'), ('civil_year', 'The civil year, 1 January to 31 December'), ('fixed', 'A year that begins on a fixed day')], default='rolling', max_length=20, verbose_name='period'),
        ),
        migrations.AddField(
            model_name='duesplan',
            name='reduced',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='reduced rate'),
        ),
        migrations.AddField(
            model_name='duesplan',
            name='starts_day',
            field=models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)], verbose_name='first day'),
        ),
        migrations.AddField(
            model_name='duesplan',
            name='starts_month',
            field=models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='first month'),
        ),
        migrations.AddField(
            model_name='member',
            name='archived_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='archived'),
        ),
        migrations.AddField(
            model_name='member',
            name='birth_on',
            field=models.DateField(blank=True, null=True, verbose_name='birth date'),
        ),
        migrations.AddField(
            model_name='member',
            name='birth_place',
            field=models.CharField(blank=True, max_length=100, verbose_name='birth place'),
        ),
        migrations.AddField(
            model_name='member',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='erased'),
        ),
        migrations.AddField(
            model_name='member',
            name='gift_each_renewal',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=8, verbose_name='gift added at each renewal'),
        ),
        migrations.AddField(
            model_name='member',
            name='legal_form',
            field=models.CharField(blank=True, choices=[('association', 'Association'), ('collective', 'Collective'), ('company', 'Company'), ('public', 'Public body')], max_length=20, verbose_name='legal form'),
        ),
        migrations.AddField(
            model_name='member',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='members.member', verbose_name='merged into'),
        ),
        migrations.AddField(
            model_name='member',
            name='reminders_paused_until',
            field=models.DateField(blank=True, null=True, verbose_name='no reminder before'),
        ),
        migrations.AddField(
            model_name='member',
            name='wants_reminders',
            field=models.BooleanField(default=True, verbose_name='dues reminders by mail'),
        ),
        migrations.AddField(
            model_name='seat',
            name='given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by'),
        ),
        migrations.AddField(
            model_name='user',
            name='directory_password',
            field=models.CharField(blank=True, editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='workinggroup',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-mail'),
        ),
        migrations.AddField(
            model_name='workinggroup',
            name='purpose',
            field=models.CharField(blank=True, max_length=250, verbose_name='what it looks after'),
        ),
        migrations.AlterField(
            model_name='duesplan',
            name='months',
            field=models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='months covered'),
        ),
        migrations.AlterField(
            model_name='member',
            name='pseudonym',
            field=models.CharField(blank=True, help_text='Shown to other members instead of the name.', max_length=60, verbose_name='pseudonym'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['email'], name='member_by_email'),
        ),
        migrations.AddConstraint(
            model_name='duesperiod',
            constraint=models.CheckConstraint(condition=models.Q(('entry_fee__gte', 0), ('gift__gte', 0)), name='dues_extras_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='duesplan',
            constraint=models.CheckConstraint(condition=models.Q(('period_kind__in', ['rolling', 'civil_year', 'fixed'])), name='duesplan_period_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='duesplan',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['everyone', 'persons', 'organisations', 'volunteers'])), name='duesplan_audience_is_known'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('legal_form__in', ['', 'association', 'collective', 'company', 'public'])), name='member_legal_form_is_known'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('gift_each_renewal__gte', 0)), name='member_gift_not_negative'),
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('state', models.CharField(choices=[('unconfirmed', 'E-mail not confirmed'), ('submitted', 'Waits for the volunteers'), ('questioned', 'Waits for the candidate'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='unconfirmed', max_length=20, verbose_name='state')),
                ('kind', models.CharField(choices=[('person', 'Person'), ('organisation', 'Organisation')], max_length=20, verbose_name='kind')),
                ('first_name', models.CharField(blank=True, max_length=100, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=100, verbose_name='last name')),
                ('organisation_name', models.CharField(blank=True, max_length=150, verbose_name='organisation')),
                ('legal_form', models.CharField(blank=True, choices=[('association', 'Association'), ('collective', 'Collective'), ('company', 'Company'), ('public', 'Public body')], max_length=20, verbose_name='legal form')),
                ('siren', models.CharField(blank=True, max_length=9, validators=[coin.core.validators.validate_siren], verbose_name='SIREN')),
                ('rna', models.CharField(blank=True, max_length=10, validators=[django.core.validators.RegexValidator('^W[0-9]{9}\\Z', 'An RNA number is the letter W followed by nine digits.')], verbose_name='RNA number')),
                ('pseudonym', models.CharField(blank=True, max_length=60, verbose_name='pseudonym')),
                ('birth_on', models.DateField(blank=True, null=True, verbose_name='birth date')),
                ('birth_place', models.CharField(blank=True, max_length=100, verbose_name='birth place')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('postal_code', models.CharField(blank=True, max_length=10, verbose_name='postal code')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='town')),
                ('country', models.CharField(blank=True, default='France', max_length=60, verbose_name='country')),
                ('language', models.CharField(default='fr', max_length=5, verbose_name='language')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='amount')),
                ('gift', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=8, verbose_name='gift')),
                ('wants_reduced', models.BooleanField(default=False, verbose_name='asks for the reduced rate')),
                ('statutes_version', models.CharField(blank=True, max_length=40, verbose_name='statutes accepted')),
                ('rules_version', models.CharField(blank=True, max_length=40, verbose_name='rules accepted')),
                ('accepted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='accepted')),
                ('wishes', models.JSONField(blank=True, default=list, verbose_name='wishes')),
                ('words', models.TextField(blank=True, verbose_name='a word from the candidate')),
                ('reason', models.TextField(blank=True, verbose_name='why it was declined')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('moved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='state since')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='e-mail confirmed')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('search_text', models.TextField(blank=True, default='', editable=False)),
                ('address_key', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='members.member', verbose_name='member')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='members.duesplan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'request to join',
                'verbose_name_plural': 'requests to join',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'created_at'], name='application_by_state'), models.Index(fields=['email', 'created_at'], name='application_by_email')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['unconfirmed', 'submitted', 'questioned', 'approved', 'declined', 'withdrawn'])), name='application_state_is_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'organisation'])), name='application_kind_is_known'), models.CheckConstraint(condition=models.Q(('legal_form__in', ['', 'association', 'collective', 'company', 'public'])), name='application_legal_form_is_known'), models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('gift__gte', 0)), name='application_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='ApplicationMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_candidate', models.BooleanField(verbose_name='from the candidate')),
                ('text', models.TextField(verbose_name='text')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='members.application', verbose_name='request to join')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
            ],
            options={
                'verbose_name': 'message about a request to join',
                'verbose_name_plural': 'messages about requests to join',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Assembly',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('starts_at', models.DateTimeField(verbose_name='when')),
                ('place', models.CharField(max_length=250, verbose_name='where')),
                ('agenda', models.TextField(verbose_name='agenda')),
                ('called_at', models.DateTimeField(blank=True, null=True, verbose_name='members called')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'general assembly',
                'verbose_name_plural': 'general assemblies',
                'ordering': ['-starts_at'],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('joining', 'Joining paper'), ('mandate', 'Direct-debit mandate'), ('proof', 'Proof'), ('other', 'Other')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('file', models.FileField(max_length=200, upload_to='attachments/%Y/', verbose_name='file')),
                ('content_type', models.CharField(max_length=60)),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='added')),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'paper',
                'verbose_name_plural': 'papers',
                'ordering': ['-added_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['joining', 'mandate', 'proof', 'other'])), name='attachment_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('phone', 'Phone')], max_length=10, verbose_name='kind')),
                ('value', models.CharField(max_length=254, verbose_name='address or number')),
                ('label', models.CharField(blank=True, max_length=60, verbose_name='what it is for')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['email', 'phone'])), name='contact_kind_is_known'), models.UniqueConstraint(fields=('member', 'kind', 'value'), name='contact_once')],
            },
        ),
        migrations.CreateModel(
            name='DataExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Being prepared'), ('ready', 'Ready'), ('failed', 'It failed'), ('expired', 'Expired')], default='waiting', max_length=20, verbose_name='state')),
                ('file', models.FileField(blank=True, max_length=200, upload_to='exports/', verbose_name='file')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='size')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('ready_at', models.DateTimeField(blank=True, null=True, verbose_name='ready')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': "copy of one's data",
                'verbose_name_plural': "copies of one's data",
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'ready', 'failed', 'expired'])), name='dataexport_state_is_known'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('member',), name='data_export_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='DistinctMembers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member')),
                ('said_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member')),
            ],
            options={
                'verbose_name': 'members who are not the same',
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='distinct_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='distinct_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ErasureRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('requested', 'Waits for the volunteers'), ('done', 'Done'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='requested', max_length=20, verbose_name='state')),
                ('words', models.TextField(blank=True, verbose_name='what the member says')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='erasures', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'request to be erased',
                'verbose_name_plural': 'requests to be erased',
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'done', 'declined', 'withdrawn'])), name='erasurerequest_state_is_known'), models.UniqueConstraint(condition=models.Q(('state', 'requested')), fields=('member',), name='erasure_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('state', models.CharField(choices=[('prepared', 'To be checked'), ('done', 'Imported'), ('abandoned', 'Abandoned')], default='prepared', max_length=20, verbose_name='state')),
                ('columns', models.JSONField(default=list)),
                ('mapping', models.JSONField(blank=True, default=dict)),
                ('rows', models.JSONField(default=list)),
                ('counts', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='imported')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'import of members',
                'verbose_name_plural': 'imports of members',
                'ordering': ['-created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'done', 'abandoned'])), name='importbatch_state_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('header_digest', models.CharField(max_length=64, unique=True)),
                ('columns', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'import mapping',
            },
        ),
        migrations.CreateModel(
            name='OrganisationAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('login', models.CharField(max_length=31, unique=True, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9._-]{1,30}\\Z', 'A login has 2 to 31 lower-case letters, digits, dots, hyphens or underscores, and starts with a letter.')], verbose_name='login')),
                ('name', models.CharField(max_length=150, verbose_name='display name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('directory_password', models.CharField(blank=True, editable=False, max_length=250)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='members.member', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'account of an organisation',
                'verbose_name_plural': 'accounts of organisations',
                'ordering': ['login'],
            },
        ),
        migrations.CreateModel(
            name='PostalAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=60, verbose_name='what it is for')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('postal_code', models.CharField(blank=True, max_length=10, verbose_name='postal code')),
                ('city', models.CharField(max_length=100, verbose_name='town')),
                ('country', models.CharField(blank=True, default='France', max_length=60, verbose_name='country')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'postal address',
                'verbose_name_plural': 'postal addresses',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Proxy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='given')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proxies', to='members.assembly', verbose_name='assembly')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proxies_given', to='members.member', verbose_name='given by')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proxies_held', to='members.member', verbose_name='given to')),
            ],
            options={
                'verbose_name': 'proxy',
                'verbose_name_plural': 'proxies',
                'ordering': ['given_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('assembly', 'giver'), name='proxy_one_per_giver'), models.CheckConstraint(condition=models.Q(('giver', models.F('holder')), _negated=True), name='proxy_not_to_oneself')],
            },
        ),
        migrations.CreateModel(
            name='ReducedRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('requested', 'Waits for an answer'), ('granted', 'Granted'), ('declined', 'Declined')], default='requested', max_length=20, verbose_name='state')),
                ('words', models.TextField(blank=True, verbose_name='what the member says')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reduced_rates', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'reduced rate',
                'verbose_name_plural': 'reduced rates',
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'granted', 'declined'])), name='reducedrate_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'granted'), _negated=True), models.Q(('ends_on__gt', models.F('starts_on')), ('starts_on__isnull', False)), _connector='OR'), name='reduced_rate_has_an_end'), models.UniqueConstraint(condition=models.Q(('state', 'requested')), fields=('member',), name='reduced_rate_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='ReminderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('days', models.SmallIntegerField(unique=True, verbose_name='days after the dues end (before: negative)')),
                ('subject', models.CharField(blank=True, max_length=150, verbose_name='subject')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('is_on', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'dues reminder',
                'verbose_name_plural': 'dues reminders',
                'ordering': ['days'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.DateField(verbose_name='dues until')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent')),
                ('mail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.mail')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='members.member', verbose_name='member')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent', to='members.reminderstep')),
            ],
            options={
                'verbose_name': 'reminder sent',
                'verbose_name_plural': 'reminders sent',
                'constraints': [models.UniqueConstraint(fields=('member', 'step', 'about'), name='reminder_once')],
            },
        ),
    ]
