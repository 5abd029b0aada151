"""The database itself refuses to change sealed registers; see consultations.results.register.freeze."""

from django.db import migrations

from consultations.results.register import freeze


def put_on(apps, schema_editor):
    # On SQLite the triggers come at the end of the whole run (post_migrate): a later migration of the same run may
    # rebuild a table that they mention.
    if schema_editor.connection.vendor == "postgresql":
        freeze.install(schema_editor.connection)


def take_off(apps, schema_editor):
    freeze.uninstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0070_register_and_measures")]

    operations = [migrations.RunPython(put_on, take_off)]
