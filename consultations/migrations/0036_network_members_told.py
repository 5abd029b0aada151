from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0035_networks_in_consultations'),
        ('regions', '0011_keepers'),
    ]

    operations = [
        migrations.AddField(
            model_name='networkinvitation',
            name='told_members',
            field=models.ManyToManyField(blank=True, related_name='+', to='regions.networkmember'),
        ),
    ]
