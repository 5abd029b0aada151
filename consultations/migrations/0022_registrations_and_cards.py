
import consultations.conferences.capture.models
import consultations.conferences.registration.models
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0021_conferences_held'),
        ('regions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaptureAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('host', 'table host: all cards of the tables'), ('participant', 'participant: own cards only'), ('wall', 'wall: reading for the projector')], max_length=12, verbose_name='kind')),
                ('link_number', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='capture_accesses', to='consultations.conference')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('table', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='capture_accesses', to='consultations.thematictable')),
            ],
            options={
                'verbose_name': 'link for capture',
                'verbose_name_plural': 'links for capture',
                'ordering': ['conference', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('registered', 'registered'), ('waiting', 'on the waiting list'), ('offered', 'a seat is offered'), ('cancelled', 'cancelled'), ('lapsed', 'the offer has lapsed')], max_length=12, verbose_name='state')),
                ('ticket', models.CharField(default=consultations.conferences.registration.models.new_ticket, editable=False, max_length=8, unique=True, verbose_name='ticket')),
                ('link_number', models.PositiveIntegerField(default=0, editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('organisation_name', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                ('takes_part_online', models.BooleanField(default=False, verbose_name='takes part online')),
                ('language', models.CharField(default='de', max_length=8, verbose_name='language')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='registered')),
                ('waiting_since', models.DateTimeField(blank=True, null=True, verbose_name='on the waiting list since')),
                ('offered_until', models.DateTimeField(blank=True, null=True, verbose_name='offered until')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled')),
                ('arrived_at', models.DateTimeField(blank=True, null=True, verbose_name='arrived')),
                ('is_walk_in', models.BooleanField(default=False, verbose_name='came without registration')),
                ('booked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='party', to='consultations.registration')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.stakeholdercategory', verbose_name='category')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='consultations.conference')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.organisation')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region', verbose_name='district')),
                ('table', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='seated', to='consultations.thematictable', verbose_name='thematic table')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
                'ordering': ['conference', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Needs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('interpreting', models.CharField(blank=True, max_length=8, verbose_name='interpreting into')),
                ('accessibility', models.CharField(blank=True, max_length=500, verbose_name='accessibility')),
                ('diet', models.CharField(blank=True, max_length=200, verbose_name='food')),
                ('childcare', models.CharField(blank=True, max_length=200, verbose_name='childcare')),
                ('registration', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='consultations.registration')),
            ],
            options={
                'verbose_name': 'needs of a participant',
                'verbose_name_plural': 'needs of participants',
            },
        ),
        migrations.CreateModel(
            name='TablePreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to='consultations.registration')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.thematictable')),
            ],
            options={
                'verbose_name': 'choice of a table',
                'verbose_name_plural': 'choices of tables',
                'ordering': ['registration', 'rank'],
            },
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('column', models.CharField(choices=[('bedarf', 'Changed need'), ('handlungsansatz', 'Approach'), ('frage', 'Open question'), ('parkplatz', 'Parking lot (others are responsible)')], max_length=16, verbose_name='column')),
                ('text', models.TextField(verbose_name='text')),
                ('language', models.CharField(default='de', max_length=8, verbose_name='language')),
                ('dots', models.PositiveSmallIntegerField(default=0, verbose_name='dots')),
                ('photo', models.ImageField(blank=True, max_length=200, upload_to=consultations.conferences.capture.models.photo_path, verbose_name='photo')),
                ('device', models.UUIDField(blank=True, editable=False, null=True)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='received')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='changed')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken away')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(blank=True, max_length=40, verbose_name='reference')),
                ('access', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cards', to='consultations.captureaccess')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='consultations.thematictable')),
            ],
            options={
                'verbose_name': 'card',
                'verbose_name_plural': 'cards',
                'ordering': ['table', 'pk'],
                'indexes': [models.Index(fields=['table', 'changed_at'], name='card_changed_idx')],
            },
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['conference', 'state'], name='registration_state_idx'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['conference', 'name'], name='registration_name_idx'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), ('offered_until__isnull', False), _connector='OR'), name='registration_offer_has_end'),
        ),
        migrations.AddConstraint(
            model_name='tablepreference',
            constraint=models.UniqueConstraint(fields=('registration', 'rank'), name='preference_rank_once'),
        ),
        migrations.AddConstraint(
            model_name='tablepreference',
            constraint=models.UniqueConstraint(fields=('registration', 'table'), name='preference_table_once'),
        ),
    ]
