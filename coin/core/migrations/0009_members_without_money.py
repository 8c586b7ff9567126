from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0008_donation_dues'),
    ]

    operations = [
        migrations.AddField(
            model_name='association',
            name='fund_gifts',
            field=models.BooleanField(default=False, verbose_name='gifts of members feed this fund too'),
        ),
        migrations.AddField(
            model_name='association',
            name='fund_since',
            field=models.DateField(blank=True, help_text='Empty: all that was ever paid.', null=True, verbose_name='what was paid from this day feeds the fund'),
        ),
        migrations.AddField(
            model_name='association',
            name='suspension_after_days',
            field=models.PositiveSmallIntegerField(default=30, verbose_name='days between the last reminder and a proposal to suspend'),
        ),
    ]
