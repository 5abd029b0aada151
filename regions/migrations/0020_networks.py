
import django.db.models.deletion
import django.utils.timezone
import regions.networks.sharing.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0002_office'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApproachTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=60, unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='tag')),
            ],
            options={
                'verbose_name': 'tag',
                'verbose_name_plural': 'tags',
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Network',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('short', models.CharField(blank=True, max_length=40, verbose_name='short title')),
                ('convener', models.CharField(blank=True, max_length=250, verbose_name='convened by')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('facts', models.JSONField(blank=True, default=list, verbose_name='facts')),
                ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                ('is_published', models.BooleanField(default=False, verbose_name='public')),
                ('demo_notice', models.TextField(blank=True, verbose_name='note on demonstration data')),
                ('demo_shifted_by', models.IntegerField(blank=True, editable=False, null=True)),
                ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='networks', to='regions.region', verbose_name='federal state')),
            ],
            options={
                'verbose_name': 'network',
                'verbose_name_plural': 'networks',
                'ordering': ['state__name', 'title'],
            },
        ),
        migrations.CreateModel(
            name='Approach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('reference', models.CharField(blank=True, editable=False, max_length=60)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(verbose_name='how it works')),
                ('is_public', models.BooleanField(default=False, verbose_name='readable by everybody')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region', verbose_name='district')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='regions.office', verbose_name='contact office')),
                ('tags', models.ManyToManyField(blank=True, related_name='approaches', to='regions.approachtag', verbose_name='tags')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approaches', to='regions.network')),
            ],
            options={
                'verbose_name': 'working approach',
                'verbose_name_plural': 'working approaches',
                'ordering': ['-changed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NetworkMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('slug', models.SlugField(editable=False, max_length=80)),
                ('reference', models.CharField(blank=True, editable=False, max_length=60)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='what it is about')),
                ('date', models.DateField(verbose_name='date')),
                ('date_note', models.CharField(blank=True, max_length=250, verbose_name='note on the date')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='begins at')),
                ('ends_at', models.TimeField(blank=True, null=True, verbose_name='ends at')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('online_link', models.URLField(blank=True, verbose_name='link to the video conference')),
                ('format', models.CharField(choices=[('meeting', 'Meeting'), ('workshop', 'Workshop'), ('video', 'Video conference'), ('visit', 'Visit to a region'), ('presentation', 'Presentation and discussion')], default='meeting', max_length=12, verbose_name='format')),
                ('state', models.CharField(choices=[('planned', 'In preparation'), ('announced', 'Save the date'), ('invited', 'Invited'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', editable=False, max_length=9, verbose_name='state')),
                ('is_public', models.BooleanField(default=True, verbose_name='readable by everybody')),
                ('reply_by', models.DateField(blank=True, null=True, verbose_name='reply by')),
                ('invitation', models.TextField(blank=True, verbose_name='text of the invitation')),
                ('announced_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('invited_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('cancelled_because', models.TextField(blank=True, verbose_name='reason')),
                ('attended', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of participants')),
                ('minutes', models.TextField(blank=True, verbose_name='minutes')),
                ('minutes_published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                ('is_fact', models.BooleanField(default=True, verbose_name='from a public source')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='regions.network')),
            ],
            options={
                'verbose_name': 'meeting',
                'verbose_name_plural': 'meetings',
                'ordering': ['-date', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('kind', models.CharField(choices=[('item', 'Agenda item'), ('talk', 'Talk')], default='item', max_length=4, verbose_name='kind')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('speaker', models.CharField(blank=True, max_length=200, verbose_name='office that speaks')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='regions.networkmeeting')),
            ],
            options={
                'verbose_name': 'agenda item',
                'verbose_name_plural': 'agenda items',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NetworkMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('role', models.CharField(choices=[('member', 'Member'), ('convener', 'Convener'), ('guest', 'Guest')], default='member', max_length=8, verbose_name='role')),
                ('function', models.CharField(blank=True, max_length=200, verbose_name='function')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='member since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='member until')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='regions.network')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='network_memberships', to='regions.office', verbose_name='office')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='network_memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'ordering': ['office__region__ags', 'office__area', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('yes', 'I take part'), ('maybe', 'I do not know yet'), ('no', 'I cannot take part')], max_length=5, verbose_name='reply')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('substitute', models.CharField(blank=True, max_length=200, verbose_name='who comes instead')),
                ('replied_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='regions.networkmeeting')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='regions.networkmember')),
            ],
            options={
                'verbose_name': 'reply',
                'verbose_name_plural': 'replies',
                'ordering': ['member__office__region__ags', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NetworkSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(verbose_name='text')),
                ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                ('reference', models.CharField(blank=True, editable=False, max_length=60)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='regions.network')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='regions.office', verbose_name='office')),
            ],
            options={
                'verbose_name': 'section',
                'verbose_name_plural': 'sections',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('text', models.TextField(verbose_name='recommendation')),
                ('addressed_to', models.CharField(blank=True, max_length=200, verbose_name='addressed to')),
                ('state', models.CharField(choices=[('open', 'Open'), ('in_progress', 'In progress'), ('done', 'Done'), ('unknown', 'Outcome not documented')], default='open', editable=False, max_length=11, verbose_name='state')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendations', to='regions.networkmeeting')),
            ],
            options={
                'verbose_name': 'recommendation',
                'verbose_name_plural': 'recommendations',
                'ordering': ['-meeting__date', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('state', models.CharField(choices=[('open', 'Open'), ('in_progress', 'In progress'), ('done', 'Done'), ('unknown', 'Outcome not documented')], max_length=11, verbose_name='state')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='regions.recommendation')),
            ],
            options={
                'verbose_name': 'follow-up',
                'verbose_name_plural': 'follow-ups',
                'ordering': ['date', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True, verbose_name='how it goes')),
                ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='since')),
                ('approach', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reuses', to='regions.approach')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region', verbose_name='district')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reuse',
                'verbose_name_plural': 'reuses',
                'ordering': ['date', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='WorkingGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('reference', models.CharField(blank=True, editable=False, max_length=60)),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='task')),
                ('action_field', models.CharField(blank=True, max_length=60, verbose_name='action field')),
                ('is_fact', models.BooleanField(default=True, verbose_name='from a public source')),
                ('members', models.ManyToManyField(blank=True, related_name='groups', to='regions.networkmember', verbose_name='members')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='working_groups', to='regions.network')),
            ],
            options={
                'verbose_name': 'working group',
                'verbose_name_plural': 'working groups',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NetworkDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('is_public', models.BooleanField(default=False, verbose_name='readable by everybody')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('file', models.FileField(max_length=200, storage=regions.networks.sharing.models.private_storage, upload_to=regions.networks.sharing.models.stored_name)),
                ('name', models.CharField(editable=False, max_length=120, verbose_name='file name')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word document'), ('png', 'PNG image'), ('jpeg', 'JPEG image'), ('webp', 'WebP image')], editable=False, max_length=4)),
                ('size', models.PositiveIntegerField(editable=False)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='documents', to='regions.meetingitem', verbose_name='talk')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='regions.network')),
                ('uploaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='regions.networkmeeting', verbose_name='meeting')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='regions.workinggroup', verbose_name='working group')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['-uploaded_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='GroupResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='regions.workinggroup')),
            ],
            options={
                'verbose_name': 'result',
                'verbose_name_plural': 'results',
                'ordering': ['-date', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='networkmeeting',
            index=models.Index(fields=['network', 'date'], name='network_meeting_date'),
        ),
        migrations.AddConstraint(
            model_name='networkmeeting',
            constraint=models.UniqueConstraint(fields=('network', 'slug'), name='network_meeting_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='networkmeeting',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('reference',), name='network_meeting_reference_once'),
        ),
        migrations.AddConstraint(
            model_name='networkmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('office__isnull', False), ('user__isnull', True)), models.Q(('office__isnull', True), ('user__isnull', False)), _connector='OR'), name='network_member_office_or_user'),
        ),
        migrations.AddConstraint(
            model_name='networkmember',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('network', 'office'), name='network_office_once'),
        ),
        migrations.AddConstraint(
            model_name='networkmember',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('network', 'user'), name='network_user_once'),
        ),
        migrations.AddConstraint(
            model_name='meetingreply',
            constraint=models.UniqueConstraint(fields=('meeting', 'member'), name='network_reply_once'),
        ),
        migrations.AddConstraint(
            model_name='reuse',
            constraint=models.UniqueConstraint(fields=('approach', 'user'), name='network_approach_reused_once'),
        ),
    ]
