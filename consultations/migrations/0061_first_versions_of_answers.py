"""Answers from before there were versions begin with what stands now."""

from django.db import migrations
from django.db.models import Exists, OuterRef

FIELDS = ("decision", "reason", "responsible", "examined_until")


def write_first_versions(apps, schema_editor):
    Answer = apps.get_model("consultations", "Answer")
    AnswerVersion = apps.get_model("consultations", "AnswerVersion")
    known = AnswerVersion.objects.filter(answer=OuterRef("pk"), number=OuterRef("version"))
    missing = Answer.objects.filter(~Exists(known)).order_by("pk")
    batch = []
    for row in missing.iterator(chunk_size=500):
        values = {name: getattr(row, name) for name in FIELDS}
        batch.append(
            AnswerVersion(
                answer=row, number=row.version, saved_by_id=row.answered_by_id, saved_at=row.updated_at, **values
            )
        )
        if len(batch) == 500:
            AnswerVersion.objects.bulk_create(batch)
            batch = []
    AnswerVersion.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0060_answers_and_gate")]

    operations = [migrations.RunPython(write_first_versions, migrations.RunPython.noop, elidable=True)]
