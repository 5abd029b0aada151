
import consultations.conferences.capture.models
import consultations.conferences.registration.models
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


def give_calendar_uids(apps, schema_editor):
    Conference = apps.get_model('consultations', 'Conference')
    for conference in Conference.objects.filter(calendar_uid__isnull=True).only('pk').iterator():
        Conference.objects.filter(pk=conference.pk).update(calendar_uid=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_fill_organisation_keys'),
        ('consultations', '0020_statements_in_preparation'),
        ('regions', '0002_office'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='conference',
            name='address',
            field=models.CharField(blank=True, max_length=200, verbose_name='street and postal code'),
        ),
        migrations.AddField(
            model_name='conference',
            name='calendar_sequence',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        # A value of its own for each conference there is: a default would be one for all of them.
        migrations.AddField(
            model_name='conference',
            name='calendar_uid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_calendar_uids, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='conference',
            name='calendar_uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='conference',
            name='capture_closed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='cards are taken until'),
        ),
        migrations.AddField(
            model_name='conference',
            name='directions',
            field=models.TextField(blank=True, verbose_name='how to get there'),
        ),
        migrations.AddField(
            model_name='conference',
            name='format',
            field=models.CharField(choices=[('on_site', 'on site'), ('online', 'online'), ('hybrid', 'on site and online')], default='on_site', max_length=8, verbose_name='format'),
        ),
        migrations.AddField(
            model_name='conference',
            name='online_url',
            field=models.URLField(blank=True, max_length=500, verbose_name='link for taking part online'),
        ),
        migrations.AddField(
            model_name='conference',
            name='registration',
            field=models.CharField(choices=[('none', 'no registration needed'), ('open', 'open to everybody'), ('invited', 'with an invitation only')], default='open', max_length=10, verbose_name='registration'),
        ),
        migrations.AddField(
            model_name='conference',
            name='revision',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='conference',
            name='state',
            field=models.CharField(choices=[('planned', 'being planned'), ('announced', 'announced'), ('cancelled', 'cancelled')], default='announced', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='conference',
            name='state_reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='conference',
            name='summary',
            field=models.TextField(blank=True, verbose_name='what it is about'),
        ),
        migrations.AddField(
            model_name='thematictable',
            name='capacity',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='seats'),
        ),
        migrations.AlterField(
            model_name='conference',
            name='kind',
            field=models.CharField(choices=[('kickoff', 'Kick-off conference'), ('regional', 'Regional conference'), ('closing', 'Closing conference'), ('presentation', 'Presentation in a district'), ('visit', 'Visit to a district')], max_length=16, verbose_name='kind'),
        ),
    ]
