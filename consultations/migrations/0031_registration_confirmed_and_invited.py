
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_fill_organisation_keys'),
        ('consultations', '0030_conference_planning'),
        ('regions', '0002_office'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConferenceInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
            ],
            options={
                'verbose_name': 'invitation to a conference',
                'verbose_name_plural': 'invitations to conferences',
                'ordering': ['conference', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RegistrationCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registered', models.PositiveIntegerField(verbose_name='registered')),
                ('arrived', models.PositiveIntegerField(verbose_name='attended')),
            ],
            options={
                'verbose_name': 'number of registrations',
                'verbose_name_plural': 'numbers of registrations',
                'ordering': ['conference', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='registration',
            name='confirm_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='to be confirmed until'),
        ),
        migrations.AddField(
            model_name='registration',
            name='revision',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='registration',
            name='state',
            field=models.CharField(choices=[('registered', 'registered'), ('waiting', 'on the waiting list'), ('offered', 'a seat is offered'), ('cancelled', 'cancelled'), ('lapsed', 'lapsed')], max_length=12, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('booked_by__isnull', True), ('state__in', ('registered', 'offered', 'waiting')), models.Q(('email', ''), _negated=True)), fields=('conference', 'email'), name='registration_address_once'),
        ),
        migrations.AddField(
            model_name='conferenceinvitation',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='consultations.conference'),
        ),
        migrations.AddField(
            model_name='conferenceinvitation',
            name='registration',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitation', to='consultations.registration'),
        ),
        migrations.AddField(
            model_name='registrationcount',
            name='category',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.stakeholdercategory'),
        ),
        migrations.AddField(
            model_name='registrationcount',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registration_counts', to='consultations.conference'),
        ),
        migrations.AddField(
            model_name='registrationcount',
            name='region',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region'),
        ),
        migrations.AddConstraint(
            model_name='conferenceinvitation',
            constraint=models.UniqueConstraint(fields=('conference', 'email'), name='conference_invitation_once'),
        ),
    ]
