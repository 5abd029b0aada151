"""Findings that are there get the text they have as their first version, so that later changes can be compared."""

from django.db import migrations


def keep_texts(apps, schema_editor):
    Finding = apps.get_model("consultations", "Finding")
    FindingVersion = apps.get_model("consultations", "FindingVersion")
    known = FindingVersion.objects.values("finding")
    FindingVersion.objects.bulk_create(
        (
            FindingVersion(
                finding_id=row.pk,
                number=1,
                title=row.title,
                summary=row.summary,
                action_field_id=row.action_field_id,
                written_by_id=row.text_by_id,
                released_at=row.released_at,
                released_by_id=row.released_by_id,
            )
            for row in Finding.objects.exclude(pk__in=known).iterator()
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("consultations", "0050_finding_texts_and_removals")]

    operations = [migrations.RunPython(keep_texts, migrations.RunPython.noop, elidable=True)]
