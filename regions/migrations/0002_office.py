
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(blank=True, db_index=True, max_length=60, verbose_name='reference')),
                ('kind', models.CharField(choices=[('commissioner', 'Commissioner'), ('coordination', 'Coordination office')], default='commissioner', max_length=14, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title as used there')),
                ('unit', models.CharField(blank=True, max_length=200, verbose_name='unit it belongs to')),
                ('area', models.CharField(blank=True, max_length=200, verbose_name='area')),
                ('employment', models.CharField(blank=True, choices=[('full_time', 'full-time'), ('part_time', 'part-time'), ('hourly', 'by the hour'), ('honorary', 'honorary')], max_length=10, verbose_name='employment')),
                ('double_functions', models.JSONField(blank=True, default=list, verbose_name='double functions')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='telephone')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('postal_address', models.TextField(blank=True, verbose_name='address')),
                ('tasks', models.TextField(blank=True, verbose_name='tasks')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                ('is_fact', models.BooleanField(default=True, verbose_name='from a public source')),
                ('is_confirmed', models.BooleanField(default=True, verbose_name='confirmed by staff')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='given up on')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='offices', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='regions.region', verbose_name='district')),
            ],
            options={
                'verbose_name': 'office',
                'verbose_name_plural': 'offices',
                'ordering': ['region__ags', 'title', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('reference',), name='office_reference_once')],
            },
        ),
    ]
