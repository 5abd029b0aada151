"""Suggestions can be found from their topic, so that merging topics takes them along; the table stays as it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0094_translations_prepared'),
    ]

    operations = [
        migrations.AlterField(
            model_name='suggestion',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestions', to='consultations.topic'),
        ),
    ]
