
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0022_registrations_and_cards'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConferenceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='changed')),
                ('changes', models.JSONField(default=list, verbose_name='changes')),
                ('note', models.TextField(blank=True, verbose_name='sentence of the office')),
            ],
            options={
                'verbose_name': 'change of a conference',
                'verbose_name_plural': 'changes of conferences',
                'ordering': ['conference', '-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('office', models.CharField(max_length=160, verbose_name='office or function')),
                ('organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
            ],
            options={
                'verbose_name': 'speaker',
                'verbose_name_plural': 'speakers',
                'ordering': ['item', 'order'],
            },
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='ends_at',
            field=models.TimeField(blank=True, null=True, verbose_name='ends'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='room',
            field=models.CharField(blank=True, max_length=120, verbose_name='room'),
        ),
        migrations.AddField(
            model_name='conference',
            name='planned_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name='agendaitem',
            name='time',
            field=models.TimeField(verbose_name='begins'),
        ),
        migrations.AlterField(
            model_name='conference',
            name='town',
            field=models.CharField(blank=True, max_length=120, verbose_name='town'),
        ),
        migrations.AlterField(
            model_name='conference',
            name='venue',
            field=models.CharField(blank=True, max_length=200, verbose_name='venue'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gt', models.F('time')), _connector='OR'), name='agenda_item_ends_after_begin'),
        ),
        migrations.AddField(
            model_name='conferencechange',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='consultations.conference'),
        ),
        migrations.AddField(
            model_name='speaker',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='consultations.agendaitem'),
        ),
    ]
