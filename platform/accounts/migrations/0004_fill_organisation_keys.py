"""What duplicates are found by, and since when an organisation waits, for organisations from before."""

from django.db import migrations
from django.db.models import F

from accounts.organisations.names import name_key


def fill(apps, schema_editor):
    Organisation = apps.get_model("accounts", "Organisation")
    Organisation.objects.update(submitted_at=F("created_at"))
    changed = []
    for organisation in Organisation.objects.only("pk", "name").iterator(chunk_size=500):
        organisation.name_key = name_key(organisation.name)[:400]
        changed.append(organisation)
        if len(changed) == 500:
            Organisation.objects.bulk_update(changed, ["name_key"])
            changed = []
    Organisation.objects.bulk_update(changed, ["name_key"])


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_organisations_and_joining"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
