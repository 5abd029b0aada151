
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0031_registration_confirmed_and_invited'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DoorAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80, verbose_name='for whom')),
                ('link_number', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='door_accesses', to='consultations.conference')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'link for check-in',
                'verbose_name_plural': 'links for check-in',
                'ordering': ['conference', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DoorEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('arrived', 'arrived'), ('undone', 'taken back')], max_length=8, verbose_name='kind')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('device', models.UUIDField(blank=True, editable=False, null=True)),
                ('access', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='consultations.dooraccess')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='door_events', to='consultations.registration')),
            ],
            options={
                'verbose_name': 'event at the door',
                'verbose_name_plural': 'events at the door',
                'ordering': ['registration', 'at', 'pk'],
            },
        ),
    ]
