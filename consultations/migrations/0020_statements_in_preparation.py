
import consultations.contributions.codes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('consultations', '0019_hearings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftContribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_kind', models.CharField(choices=[('paragraph', 'Paragraph'), ('section', 'Chapter'), ('draft', 'Draft as a whole'), ('table', 'Thematic table'), ('process', 'Process as a whole')], max_length=10, verbose_name='about')),
                ('target_key', models.CharField(max_length=64)),
                ('target_label', models.CharField(blank=True, max_length=250, verbose_name='target')),
                ('kind', models.CharField(choices=[('concern', 'Concern'), ('proposal', 'Proposal'), ('question', 'Question'), ('support', 'Agreement'), ('reply', 'Reply')], default='proposal', max_length=10, verbose_name='kind')),
                ('title', models.CharField(blank=True, max_length=160, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('proposed_text', models.TextField(blank=True, verbose_name='proposed wording')),
                ('wording_of', models.PositiveBigIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('in_progress', 'in progress'), ('done', 'ready to go'), ('held_back', 'held back')], default='open', max_length=12, verbose_name='state')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('edited_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last changed')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='prepared_as', to='consultations.contribution')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'item of a statement in preparation',
                'verbose_name_plural': 'items of statements in preparation',
                'ordering': ['draft', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='InternalComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=5000, verbose_name='comment')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='consultations.draftcontribution')),
            ],
            options={
                'verbose_name': 'internal comment',
                'verbose_name_plural': 'internal comments',
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('state', models.CharField(choices=[('invited', 'invited'), ('preparing', 'in preparation'), ('handed_over', 'handed over'), ('declined', 'declined'), ('revoked', 'invitation taken back')], default='invited', max_length=12, verbose_name='state')),
                ('invited_at', models.DateTimeField(auto_now_add=True, verbose_name='invited')),
                ('decline_reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('handed_over_at', models.DateTimeField(blank=True, null=True, verbose_name='handed over')),
                ('is_named', models.BooleanField(default=False, verbose_name='may be named in public')),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'umbrella mandate',
                'verbose_name_plural': 'umbrella mandates',
                'ordering': ['organisation__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='StatementDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('preparing', 'in preparation'), ('released', 'released to the ministry'), ('handed_over', 'given to the federation')], default='preparing', max_length=12, verbose_name='state')),
                ('introduction', models.TextField(blank=True, verbose_name='cover letter')),
                ('publication', models.CharField(choices=[('named', 'with name'), ('category', 'only with category and region'), ('internal', 'not published, but evaluated')], default='named', max_length=8, verbose_name='publication')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='internal deadline')),
                ('question', models.TextField(blank=True, verbose_name='question to the member organisations')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('details_revision', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last changed')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='released')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mandate', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='draft', to='consultations.mandate')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statement_drafts', to='accounts.organisation')),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statement_drafts', to='consultations.process')),
                ('statement', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prepared_in', to='consultations.statement')),
            ],
            options={
                'verbose_name': 'statement in preparation',
                'verbose_name_plural': 'statements in preparation',
                'ordering': ['-changed_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='mandate',
            name='umbrella',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='consultations.statementdraft'),
        ),
        migrations.AddField(
            model_name='draftcontribution',
            name='draft',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='consultations.statementdraft'),
        ),
        migrations.CreateModel(
            name='StatementPaper',
            fields=[
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='paper', serialize=False, to='consultations.statement')),
                ('code', models.CharField(default=consultations.contributions.codes.new_public_code, editable=False, max_length=8, unique=True, verbose_name='number')),
                ('content', models.JSONField(default=dict)),
                ('pdf', models.BinaryField(blank=True, default=b'')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='size')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'document of a statement',
                'verbose_name_plural': 'documents of statements',
                'indexes': [models.Index(condition=models.Q(('made_at__isnull', True)), fields=['claimed_at'], name='statement_paper_to_make_idx')],
            },
        ),
        migrations.CreateModel(
            name='Backing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_name', models.CharField(max_length=200, verbose_name='organisation')),
                ('is_named', models.BooleanField(default=False, verbose_name='may be named in public')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.stakeholdercategory')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backings', to='consultations.contribution')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='backings', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'member organisation behind a contribution',
                'verbose_name_plural': 'member organisations behind contributions',
                'ordering': ['organisation_name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('contribution', 'organisation'), name='backing_once')],
            },
        ),
        migrations.CreateModel(
            name='SourceDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result', models.CharField(choices=[('adopted', 'adopted'), ('merged', 'merged with another item'), ('declined', 'not adopted')], max_length=10, verbose_name='result')),
                ('reason', models.CharField(blank=True, max_length=1000, verbose_name='reason')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='decided')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='consultations.draftcontribution')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decision', to='consultations.draftcontribution')),
            ],
            options={
                'verbose_name': 'decision on an item of a member organisation',
                'verbose_name_plural': 'decisions on items of member organisations',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('item__isnull', True), ('result', 'declined'), models.Q(('reason', ''), _negated=True)), models.Q(('item__isnull', False), ('result__in', ['adopted', 'merged'])), _connector='OR'), name='source_adopted_or_declined')],
            },
        ),
        migrations.AddConstraint(
            model_name='statementdraft',
            constraint=models.UniqueConstraint(condition=models.Q(('mandate__isnull', True), ('state', 'preparing')), fields=('process', 'organisation'), name='one_statement_in_preparation'),
        ),
        migrations.AddConstraint(
            model_name='statementdraft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('closed_at__isnull', False), ('statement__isnull', False)), _connector='OR'), name='released_draft_has_statement'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['invited', 'preparing'])), fields=('umbrella', 'organisation'), name='mandate_running_once'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('organisation__isnull', False), models.Q(('address', ''), _negated=True), _connector='OR'), name='mandate_has_addressee'),
        ),
    ]
