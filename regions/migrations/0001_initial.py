
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('state', 'federal state'), ('district', 'district'), ('municipality', 'municipality')], max_length=12, verbose_name='level')),
                ('ags', models.CharField(max_length=8, unique=True, validators=[django.core.validators.RegexValidator('^(\\d{2}|\\d{5}|\\d{8})$')], verbose_name='official key')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='kind')),
                ('seat', models.CharField(blank=True, max_length=120, verbose_name='seat of administration')),
                ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                ('nuts', models.CharField(blank=True, max_length=8, verbose_name='NUTS code')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='regions.region', verbose_name='belongs to')),
            ],
            options={
                'verbose_name': 'region',
                'verbose_name_plural': 'regions',
                'ordering': ['ags'],
            },
        ),
    ]
