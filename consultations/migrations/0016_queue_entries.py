"""A table for the queue of the moderators; the next migration fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0015_followers_choose_how_often'),
    ]

    operations = [
        migrations.CreateModel(
            name='QueueEntry',
            fields=[
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='queue_entry', serialize=False, to='consultations.contribution')),
                ('since', models.DateTimeField(verbose_name='waits since')),
                ('campaign', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='consultations.campaign')),
                ('process', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.process')),
            ],
            options={
                'verbose_name': 'entry of the queue',
                'verbose_name_plural': 'entries of the queue',
                'indexes': [models.Index(fields=['process', 'since', 'contribution'], name='queue_order_idx'), models.Index(condition=models.Q(('campaign__isnull', False)), fields=['campaign', 'contribution'], name='queue_group_idx')],
            },
        ),
    ]
