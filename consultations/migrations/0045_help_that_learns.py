
import consultations.synthesis.suggesting.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0040_coding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlikeMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.PositiveBigIntegerField(db_index=True)),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.process')),
                ('segment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='alike', to='consultations.segment')),
            ],
            options={
                'verbose_name': 'contribution that says the same',
                'verbose_name_plural': 'contributions that say the same',
            },
        ),
        migrations.CreateModel(
            name='LearningRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('suggestions', 'suggestions'), ('themes', 'themes'), ('alike', 'contributions that say the same')], max_length=12, verbose_name='kind')),
                ('state', models.CharField(choices=[('waiting', 'waiting for its turn'), ('running', 'running'), ('done', 'finished'), ('failed', 'failed')], default='waiting', max_length=8, verbose_name='state')),
                ('percent', models.PositiveSmallIntegerField(default=0, verbose_name='progress')),
                ('step', models.CharField(blank=True, max_length=20, verbose_name='step')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked for')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('beat_at', models.DateTimeField(blank=True, null=True)),
                ('claim', models.CharField(blank=True, max_length=32)),
                ('text_count', models.PositiveIntegerField(default=0, verbose_name='contributions')),
                ('labelled_count', models.PositiveIntegerField(default=0, verbose_name='examples')),
                ('encoder', models.CharField(blank=True, max_length=60, verbose_name='encoder')),
                ('fields_digest', models.CharField(blank=True, max_length=32)),
                ('accuracy', models.JSONField(blank=True, default=dict)),
                ('model', models.FileField(blank=True, max_length=200, storage=consultations.synthesis.suggesting.models.private_storage, upload_to=consultations.synthesis.suggesting.models.model_path)),
                ('scope', models.CharField(choices=[('unassigned', 'without an action field'), ('field', 'of one action field, without a topic'), ('all', 'all')], default='unassigned', max_length=12, verbose_name='scope')),
                ('wanted', models.PositiveSmallIntegerField(default=0, verbose_name='number of themes')),
                ('action_field', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.actionfield', verbose_name='action field')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learning_runs', to='consultations.process')),
            ],
            options={
                'verbose_name': 'run of the machine',
                'verbose_name_plural': 'runs of the machine',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Doubt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filed_chance', models.FloatField()),
                ('other_chance', models.FloatField()),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('was_moved', models.BooleanField(default=False)),
                ('filed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.actionfield')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.actionfield')),
                ('segment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='doubt', to='consultations.segment')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.learningrun')),
            ],
            options={
                'verbose_name': 'doubt about an assignment',
                'verbose_name_plural': 'doubts about assignments',
                'ordering': ['-other_chance', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                ('chance', models.FloatField(verbose_name='confidence')),
                ('certainty', models.CharField(choices=[('sure', 'certain'), ('likely', 'likely'), ('possible', 'possible')], max_length=8, verbose_name='certainty')),
                ('words', models.JSONField(blank=True, default=list)),
                ('near', models.JSONField(blank=True, default=list)),
                ('place', models.FloatField(blank=True, null=True)),
                ('action_field', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.actionfield')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='consultations.learningrun')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='consultations.segment')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.topic')),
            ],
            options={
                'verbose_name': 'suggestion',
                'verbose_name_plural': 'suggestions',
                'ordering': ['segment', 'rank'],
            },
        ),
        migrations.CreateModel(
            name='SuggestionDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('accepted', 'accepted'), ('refused', 'refused'), ('other', 'chose something else')], max_length=8, verbose_name='decision')),
                ('suggested', models.JSONField(default=list)),
                ('decided_at', models.DateTimeField(auto_now_add=True, verbose_name='decided')),
                ('chosen', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.actionfield')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='consultations.learningrun')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestion_decisions', to='consultations.segment')),
            ],
            options={
                'verbose_name': 'decision on a suggestion',
                'verbose_name_plural': 'decisions on suggestions',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='TextVector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=32)),
                ('encoder', models.CharField(max_length=60)),
                ('data', models.BinaryField()),
                ('segment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='vector', to='consultations.segment')),
            ],
            options={
                'verbose_name': 'vector of a text',
                'verbose_name_plural': 'vectors of texts',
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('phrases', models.JSONField(blank=True, default=list)),
                ('renamed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='consultations.learningrun')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['run', 'number'],
            },
        ),
        migrations.CreateModel(
            name='ThemeMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('nearness', models.FloatField(default=0)),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='theme_members', to='consultations.segment')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='consultations.theme')),
            ],
            options={
                'verbose_name': 'member of a theme',
                'verbose_name_plural': 'members of themes',
                'ordering': ['theme', '-nearness', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LearningOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.process')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'order of work',
                'verbose_name_plural': 'orders of work',
                'constraints': [models.UniqueConstraint(fields=('process', 'user'), name='learning_order_once')],
            },
        ),
        migrations.AddIndex(
            model_name='learningrun',
            index=models.Index(fields=['process', 'kind', 'state', '-id'], name='learning_run_latest_idx'),
        ),
        migrations.AddConstraint(
            model_name='learningrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running'))), fields=('process', 'kind'), name='learning_run_one_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='suggestion',
            index=models.Index(condition=models.Q(('rank', 1)), fields=['run', 'place'], name='suggestion_place_idx'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(fields=('segment', 'run', 'rank'), name='suggestion_rank_once'),
        ),
        migrations.AddConstraint(
            model_name='suggestiondecision',
            constraint=models.UniqueConstraint(fields=('segment', 'run'), name='suggestion_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.UniqueConstraint(fields=('run', 'number'), name='theme_number_once'),
        ),
        migrations.AddConstraint(
            model_name='thememember',
            constraint=models.UniqueConstraint(fields=('theme', 'segment'), name='theme_member_once'),
        ),
    ]
