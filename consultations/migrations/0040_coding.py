"""What people keep while coding: claims, notes, steps to undo, and the history of topics."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0038_published_findings_were_released'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CodingClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField(db_index=True, verbose_name='until')),
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='coding_claim', to='consultations.contribution')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'claim of an analyst',
                'verbose_name_plural': 'claims of analysts',
            },
        ),
        migrations.CreateModel(
            name='TopicChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('create', 'created'), ('change', 'changed'), ('move', 'moved'), ('merge', 'merged'), ('split', 'split')], max_length=8, verbose_name='change')),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('segments_count', models.PositiveIntegerField(default=0, verbose_name='passages moved')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('action_field', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topic_changes', to='consultations.actionfield')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='changes', to='consultations.topic')),
            ],
            options={
                'verbose_name': 'change of a topic',
                'verbose_name_plural': 'changes of topics',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CodingStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('assign', 'assigned'), ('take_out', 'taken out'), ('no_answer', 'needs no answer'), ('cut', 'cut into passages'), ('join', "passages joined"), ('second', 'second reading'), ('drop', 'second reading removed')], max_length=12, verbose_name='step')),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('done_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='done')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.process')),
            ],
            options={
                'verbose_name': 'step of the coding',
                'verbose_name_plural': 'steps of the coding',
                'indexes': [models.Index(fields=['process', 'person', '-id'], name='coding_step_latest')],
            },
        ),
        migrations.CreateModel(
            name='Memo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='note')),
                ('written_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='written')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='coding_memos', to='consultations.contribution')),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coding_memos', to='consultations.process')),
                ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='memos', to='consultations.segment')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memos', to='consultations.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ['-written_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('contribution__isnull', True), ('topic__isnull', True), _connector='XOR'), name='memo_about_one_thing'), models.CheckConstraint(condition=models.Q(('segment__isnull', True), ('contribution__isnull', False), _connector='OR'), name='memo_keeps_contribution')],
            },
        ),
    ]
