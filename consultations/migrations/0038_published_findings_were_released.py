"""What was published before findings had a release of their own counts as released that day."""

from django.db import migrations
from django.db.models import F


def release(apps, schema_editor):
    apps.get_model("consultations", "Finding").objects.filter(
        published_at__isnull=False, released_at__isnull=True
    ).update(released_at=F("published_at"))


class Migration(migrations.Migration):
    dependencies = [("consultations", "0037_synthesis_and_answers_deepened")]

    operations = [migrations.RunPython(release, migrations.RunPython.noop, elidable=True)]
