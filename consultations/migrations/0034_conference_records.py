
import consultations.conferences.record.models
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0033_capture_protocol'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConferenceRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('in_work', 'in preparation'), ('checking', 'being checked by the participants'), ('confirmed', 'confirmed')], default='in_work', max_length=10, verbose_name='state')),
                ('minutes', models.TextField(blank=True, verbose_name='minutes')),
                ('check_opened_at', models.DateTimeField(blank=True, null=True, verbose_name='check opened')),
                ('check_until', models.DateField(blank=True, null=True, verbose_name='check until')),
                ('check_sent_to', models.CharField(blank=True, choices=[('attended', 'Everybody who was there'), ('registered', 'Everybody who had registered'), ('nobody', 'Nobody: I hand the link on myself')], max_length=12)),
                ('check_mails_done_at', models.DateTimeField(blank=True, null=True)),
                ('link_number', models.PositiveIntegerField(default=0, editable=False)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('conference', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='record', to='consultations.conference')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'record of a conference',
                'verbose_name_plural': 'records of conferences',
            },
        ),
        migrations.CreateModel(
            name='RecordFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('photo', 'Photo'), ('minutes', 'Minutes as a file'), ('document', 'Document')], max_length=10, verbose_name='kind')),
                ('file', models.FileField(max_length=200, storage=consultations.conferences.record.models.private_storage, upload_to=consultations.conferences.record.models.stored_name)),
                ('file_kind', models.CharField(choices=[('pdf', 'PDF'), ('jpeg', 'JPEG image'), ('png', 'PNG image'), ('webp', 'WebP image')], max_length=4)),
                ('name', models.CharField(max_length=120, verbose_name='file name')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('alt_text', models.CharField(blank=True, max_length=500, verbose_name='what can be seen in the photo')),
                ('consent_note', models.CharField(blank=True, max_length=500, verbose_name='who agreed to be seen, and how')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='consultations.conferencerecord')),
                ('uploaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'file of a record',
                'verbose_name_plural': 'files of records',
                'ordering': ['record', 'kind', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RecordPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, max_length=64)),
                ('content', models.BinaryField(blank=True, default=b'')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='size')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('conference', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='record_paper', to='consultations.conference')),
            ],
            options={
                'verbose_name': 'documentation as PDF',
                'verbose_name_plural': 'documentations as PDF',
            },
        ),
        migrations.CreateModel(
            name='RecordRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('objection', 'Objection to a card'), ('addition', 'Something is missing at a table'), ('minutes', 'Remark on the minutes')], max_length=10, verbose_name='kind')),
                ('column', models.CharField(blank=True, choices=[('bedarf', 'Changed need'), ('handlungsansatz', 'Approach'), ('frage', 'Open question'), ('parkplatz', 'Parking lot (others are responsible)')], max_length=16, verbose_name='column')),
                ('text', models.TextField(verbose_name='remark')),
                ('proposed_text', models.TextField(blank=True, verbose_name='how it should read')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('language', models.CharField(default='de', max_length=8, verbose_name='language')),
                ('fingerprint', models.CharField(editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='received')),
                ('decision', models.CharField(blank=True, choices=[('', 'not answered yet'), ('accepted', 'taken up'), ('refused', 'not taken up')], max_length=10, verbose_name='decision')),
                ('answer', models.TextField(blank=True, verbose_name='reason')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('card', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='consultations.card')),
                ('made_card', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.card')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='consultations.conferencerecord')),
                ('registration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='record_remarks', to='consultations.registration')),
                ('table', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.thematictable')),
            ],
            options={
                'verbose_name': 'remark on a record',
                'verbose_name_plural': 'remarks on records',
                'ordering': ['record', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CardText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='text')),
                ('column', models.CharField(choices=[('bedarf', 'Changed need'), ('handlungsansatz', 'Approach'), ('frage', 'Open question'), ('parkplatz', 'Parking lot (others are responsible)')], max_length=16, verbose_name='column')),
                ('dots', models.PositiveSmallIntegerField(default=0, verbose_name='dots')),
                ('language', models.CharField(default='de', max_length=8, verbose_name='language')),
                ('replaced_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='replaced')),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earlier_texts', to='consultations.card')),
                ('replaced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remark', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.recordremark')),
            ],
            options={
                'verbose_name': 'earlier text of a card',
                'verbose_name_plural': 'earlier texts of cards',
                'ordering': ['card', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ShownPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alt_text', models.CharField(max_length=500, verbose_name='what can be seen in the photo')),
                ('marked_at', models.DateTimeField(auto_now_add=True)),
                ('card', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='shown_photo', to='consultations.card')),
                ('marked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'published photo of a card',
                'verbose_name_plural': 'published photos of cards',
            },
        ),
        migrations.AddConstraint(
            model_name='conferencerecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'checking'), _negated=True), ('check_until__isnull', False), _connector='OR'), name='record_check_has_end'),
        ),
        migrations.AddConstraint(
            model_name='conferencerecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='record_confirmed_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='recordfile',
            constraint=models.UniqueConstraint(fields=('record', 'sha256'), name='record_file_once'),
        ),
        migrations.AddConstraint(
            model_name='recordfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'photo'), _negated=True), models.Q(models.Q(('alt_text', ''), _negated=True), models.Q(('consent_note', ''), _negated=True)), _connector='OR'), name='record_photo_is_described'),
        ),
        migrations.AddConstraint(
            model_name='recordremark',
            constraint=models.UniqueConstraint(fields=('record', 'fingerprint'), name='record_remark_once'),
        ),
        migrations.AddConstraint(
            model_name='recordremark',
            constraint=models.CheckConstraint(condition=models.Q(('decision', ''), models.Q(('answer', ''), _negated=True), _connector='OR'), name='record_remark_answer_has_reason'),
        ),
    ]
