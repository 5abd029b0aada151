
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0034_conference_records'),
        ('regions', '0011_keepers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftDiscussion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussions', to='regions.networkmeeting')),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='network_discussions', to='consultations.process')),
            ],
            options={
                'verbose_name': 'discussion at a meeting',
                'verbose_name_plural': 'discussions at meetings',
                'ordering': ['added_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NetworkInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='text of the invitation')),
                ('invited_at', models.DateTimeField(auto_now_add=True, verbose_name='invited')),
                ('told', models.PositiveIntegerField(default=0, verbose_name='members that were written to')),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='regions.network')),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invited_networks', to='consultations.process')),
            ],
            options={
                'verbose_name': 'invitation of a network',
                'verbose_name_plural': 'invitations of networks',
                'ordering': ['invited_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NetworkPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('discussion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='consultations.draftdiscussion')),
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='network_position', to='consultations.statement')),
            ],
            options={
                'verbose_name': 'position of a network',
                'verbose_name_plural': 'positions of networks',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='draftdiscussion',
            constraint=models.UniqueConstraint(fields=('process', 'meeting'), name='discussed_once'),
        ),
        migrations.AddConstraint(
            model_name='networkinvitation',
            constraint=models.UniqueConstraint(fields=('process', 'network'), name='network_invited_once'),
        ),
    ]
