"""Indexes for the list of contributions: counting within limits, and parts of words (PostgreSQL)."""

from django.db import migrations, models
from django.db.models import Q

from consultations.contributions import search_index

LIMITS = models.Index(
    fields=["process", "kind", "category", "region", "channel", "target_kind", "lineage"],
    condition=Q(("is_official_reply", False), ("state", "released"), Q(("publication", "internal"), _negated=True)),
    name="contribution_limits_idx",
)


def create(apps, schema_editor):
    connection = schema_editor.connection
    model = apps.get_model("consultations", "Contribution")
    # On PostgreSQL without holding up those who write.
    concurrently = {"concurrently": True} if connection.vendor == "postgresql" else {}
    schema_editor.add_index(model, LIMITS, **concurrently)
    search_index.install(connection)


def drop(apps, schema_editor):
    search_index.uninstall(schema_editor.connection)
    schema_editor.remove_index(apps.get_model("consultations", "Contribution"), LIMITS)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("consultations", "0017_keep_queue")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(create, drop)],
            state_operations=[migrations.AddIndex(model_name="contribution", index=LIMITS)],
        ),
    ]
