"""Seals say what the content of their lines is made of; those there are know of words only."""

from django.db import migrations, models

from consultations.results.register import freeze


def guard_the_new_column(apps, schema_editor):
    # The conditions of the triggers name the columns of their tables. On SQLite they are put on after the whole run.
    if schema_editor.connection.vendor == "postgresql":
        freeze.install(schema_editor.connection)


def let_go_of_it(apps, schema_editor):
    # A column a trigger mentions cannot be dropped; on SQLite the triggers are off already.
    if schema_editor.connection.vendor == "postgresql":
        freeze.uninstall(schema_editor.connection)


def put_on_again(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        freeze.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0087_required_cosignatures")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, put_on_again),
        migrations.AddField(
            "registerseal",
            "content_format",
            models.PositiveSmallIntegerField(default=1, verbose_name="form of the content"),
        ),
        migrations.RunPython(guard_the_new_column, let_go_of_it),
    ]
