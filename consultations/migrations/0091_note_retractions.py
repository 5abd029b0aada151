"""The database notes what stops being public from here on; see consultations.exports.reports.retractions."""

from django.db import migrations

from consultations.exports.reports import retractions


def put_on(apps, schema_editor):
    # On SQLite the triggers come at the end of the whole run (post_migrate): a later migration of the same run may
    # rebuild a table that they mention.
    if schema_editor.connection.vendor == "postgresql":
        retractions.install(schema_editor.connection)


def take_off(apps, schema_editor):
    retractions.uninstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0090_retractions")]

    operations = [migrations.RunPython(put_on, take_off)]
