"""Answers keep the version the public reads beside the one the team works on; reasons for no change have versions."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    """What stands is what is worked on; the reason for no change belongs to the version that stands."""
    Answer = apps.get_model("consultations", "Answer")
    AnswerVersion = apps.get_model("consultations", "AnswerVersion")
    Answer.objects.update(working_version=F("version"))
    rows = AnswerVersion.objects.filter(number=F("answer__version")).exclude(answer__no_change_reason="")
    words = Answer.objects.filter(pk=OuterRef("answer")).values("no_change_reason")[:1]
    AnswerVersion.objects.filter(pk__in=rows.values("pk")).update(no_change_reason=Subquery(words))


class Migration(migrations.Migration):
    dependencies = [("consultations", "0085_closing_round")]

    operations = [
        migrations.AddField(
            "answer",
            "working_version",
            models.PositiveSmallIntegerField(default=1, verbose_name="version the team works on"),
        ),
        migrations.AddField(
            "answerversion",
            "no_change_reason",
            models.TextField(blank=True, default="", verbose_name="reason why the text stays as it is"),
            preserve_default=False,
        ),
        migrations.AddField(
            "answerversion",
            "published_at",
            models.DateTimeField(blank=True, null=True, verbose_name="published"),
        ),
        migrations.AddField(
            "answerversion",
            "withdrawn_at",
            models.DateTimeField(blank=True, null=True, verbose_name="given up"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
