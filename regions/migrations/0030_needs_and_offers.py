
import django.db.models.deletion
import regions.demand.codes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0020_networks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DemandField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name')),
                ('title', models.CharField(max_length=120, unique=True, verbose_name='title')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'field',
                'verbose_name_plural': 'fields',
                'ordering': ['order', 'title'],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('need', 'Need'), ('offer', 'Offer'), ('interpreting', 'Interpreters’ pool')], max_length=12, verbose_name='kind')),
                ('municipality', models.CharField(blank=True, max_length=120, verbose_name='municipality')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='reference')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('text', models.TextField(verbose_name='description')),
                ('target_groups', regions.demand.codes.CodeListField(blank=True, default=list, verbose_name='target groups')),
                ('languages', regions.demand.codes.CodeListField(blank=True, default=list, verbose_name='languages')),
                ('place', models.CharField(blank=True, max_length=250, verbose_name='place')),
                ('times', models.CharField(blank=True, max_length=250, verbose_name='times')),
                ('provider', models.CharField(blank=True, max_length=200, verbose_name='provider')),
                ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of people or places')),
                ('contact_name', models.CharField(blank=True, max_length=200, verbose_name='contact')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=60, verbose_name='telephone')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(verbose_name='valid until')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('closed', 'Closed')], default='draft', max_length=10, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('closing_note', models.CharField(blank=True, max_length=300, verbose_name='what became of it')),
                ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                ('internal_note', models.TextField(blank=True, verbose_name='internal note')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('modes', regions.demand.codes.CodeListField(blank=True, default=list, verbose_name='how interpreters work')),
                ('cost_note', models.CharField(blank=True, max_length=250, verbose_name='costs')),
                ('booking_email', models.EmailField(blank=True, max_length=254, verbose_name='address for booking requests')),
                ('link_number', models.PositiveIntegerField(default=1, editable=False)),
                ('areas', models.ManyToManyField(blank=True, related_name='+', to='regions.region', verbose_name='districts served')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='regions.demandfield', verbose_name='field')),
                ('met_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='meets', to='regions.entry', verbose_name='met by')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='demand', to='regions.office', verbose_name='office')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='demand', to='regions.region', verbose_name='district')),
            ],
            options={
                'verbose_name': 'need or offer',
                'verbose_name_plural': 'needs and offers',
                'ordering': ['-published_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BookingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='your name')),
                ('organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation or authority')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='telephone')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('date', models.DateField(verbose_name='day')),
                ('time', models.TimeField(verbose_name='time')),
                ('minutes', models.PositiveSmallIntegerField(default=60, verbose_name='duration in minutes')),
                ('mode', models.CharField(choices=[('on_site', 'on site'), ('phone', 'by telephone'), ('video', 'by video')], max_length=8, verbose_name='how')),
                ('place', models.CharField(blank=True, max_length=250, verbose_name='place')),
                ('subject', models.CharField(max_length=500, verbose_name='subject of the talk')),
                ('state', models.CharField(choices=[('unconfirmed', 'e-mail address not confirmed yet'), ('new', 'not answered yet'), ('accepted', 'accepted'), ('declined', 'declined'), ('cancelled', 'cancelled')], default='unconfirmed', editable=False, max_length=12, verbose_name='state')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='regions.entry')),
            ],
            options={
                'verbose_name': 'booking request',
                'verbose_name_plural': 'booking requests',
                'ordering': ['date', 'time', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ExpiryNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_until', models.DateField()),
                ('days_before', models.SmallIntegerField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='regions.entry')),
            ],
            options={
                'verbose_name': 'reminder of an end',
                'verbose_name_plural': 'reminders of ends',
            },
        ),
        migrations.CreateModel(
            name='SpokenLanguage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('level', models.CharField(choices=[('lay', 'trained lay interpreters'), ('everyday', 'for everyday life'), ('authorities', 'for talks with authorities'), ('sworn', 'publicly sworn interpreters')], default='everyday', max_length=12, verbose_name='level')),
                ('direction', models.CharField(choices=[('both', 'in both directions'), ('into_german', 'into German'), ('from_german', 'from German')], default='both', max_length=12, verbose_name='direction')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spoken', to='regions.entry')),
            ],
            options={
                'verbose_name': 'language of a pool',
                'verbose_name_plural': 'languages of a pool',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['state', 'valid_until'], name='demand_by_validity'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['state', '-published_at'], name='demand_newest'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('region', 'reference'), name='demand_reference_once', violation_error_message='Another entry of the district has this reference. Please change it.'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('met_by__isnull', True), ('kind', 'need'), _connector='OR'), name='demand_only_needs_are_met'),
        ),
        migrations.AddIndex(
            model_name='bookingrequest',
            index=models.Index(fields=['email', 'created_at'], name='demand_booking_flood'),
        ),
        migrations.AddIndex(
            model_name='bookingrequest',
            index=models.Index(fields=['date'], name='demand_booking_day'),
        ),
        migrations.AddConstraint(
            model_name='expirynotice',
            constraint=models.UniqueConstraint(fields=('entry', 'valid_until', 'days_before'), name='demand_told_once'),
        ),
        migrations.AddConstraint(
            model_name='spokenlanguage',
            constraint=models.UniqueConstraint(fields=('entry', 'language', 'level', 'direction'), name='demand_language_once'),
        ),
    ]
