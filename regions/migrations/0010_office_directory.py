
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import regions.offices.models
import regions.offices.partial_dates
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0031_default_fields'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='office',
            name='checked_on',
            field=models.DateField(blank=True, null=True, verbose_name='last confirmed on'),
        ),
        migrations.AddField(
            model_name='office',
            name='contact_name',
            field=models.CharField(blank=True, max_length=120, verbose_name='contact person'),
        ),
        migrations.AddField(
            model_name='office',
            name='filled_positions',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='positions filled'),
        ),
        migrations.AddField(
            model_name='office',
            name='funding',
            field=models.CharField(blank=True, max_length=250, verbose_name='funding'),
        ),
        migrations.AddField(
            model_name='office',
            name='planned_positions',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='positions planned'),
        ),
        migrations.AddField(
            model_name='office',
            name='related_services',
            field=models.TextField(blank=True, verbose_name='related services'),
        ),
        migrations.AddField(
            model_name='office',
            name='started',
            field=regions.offices.models.PartialDateField(blank=True, max_length=10, validators=[regions.offices.partial_dates.validate_partial], verbose_name='exists since'),
        ),
        migrations.AddField(
            model_name='office',
            name='steered_by',
            field=models.CharField(blank=True, max_length=200, verbose_name='steered by'),
        ),
        migrations.CreateModel(
            name='OfficeSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('town', models.CharField(max_length=120, verbose_name='town')),
                ('address', models.CharField(blank=True, max_length=250, verbose_name='address')),
                ('hours', models.CharField(blank=True, max_length=250, verbose_name='office hours')),
                ('serves', models.CharField(blank=True, max_length=250, verbose_name='responsible for')),
                ('municipalities', models.ManyToManyField(blank=True, limit_choices_to={'level': 'municipality'}, related_name='served_by', to='regions.region', verbose_name='municipalities served')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites', to='regions.office')),
            ],
            options={
                'verbose_name': 'site',
                'verbose_name_plural': 'sites',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OfficeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title as used there')),
                ('unit', models.CharField(blank=True, max_length=200, verbose_name='unit it belongs to')),
                ('employment', models.CharField(blank=True, choices=[('full_time', 'full-time'), ('part_time', 'part-time'), ('hourly', 'by the hour'), ('honorary', 'honorary')], max_length=10, verbose_name='employment')),
                ('double_functions', models.JSONField(blank=True, default=list, verbose_name='double functions')),
                ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('valid_from', regions.offices.models.PartialDateField(blank=True, max_length=10, validators=[regions.offices.partial_dates.validate_partial], verbose_name='from')),
                ('valid_until', regions.offices.models.PartialDateField(blank=True, max_length=10, validators=[regions.offices.partial_dates.validate_partial], verbose_name='until')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='regions.office')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'earlier state of an office',
                'verbose_name_plural': 'earlier states of offices',
                'ordering': ['-valid_until', '-valid_from', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='OfficeChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('accepted', 'accepted'), ('partly', 'accepted in part'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='waiting', max_length=10)),
                ('message', models.TextField(blank=True, verbose_name='message')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('fields', models.JSONField(default=dict)),
                ('before', models.JSONField(default=dict)),
                ('accepted_fields', models.JSONField(default=list)),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='regions.office')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='office_changes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change of an office',
                'verbose_name_plural': 'changes of offices',
                'ordering': ['asked_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('office',), name='office_change_waits_once')],
            },
        ),
        migrations.CreateModel(
            name='OfficeClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('accepted', 'accepted'), ('partly', 'accepted in part'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='waiting', max_length=10)),
                ('message', models.TextField(blank=True, verbose_name='message')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='regions.office')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='office_claims', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'request to keep an entry',
                'verbose_name_plural': 'requests to keep entries',
                'ordering': ['asked_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('office', 'user'), name='office_claim_waits_once')],
            },
        ),
    ]
