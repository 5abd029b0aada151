"""The database keeps the queue of the moderators from here on; see consultations.moderation.queue_keeping."""

from django.db import migrations, transaction

from consultations.moderation import queue_keeping


def put_on(apps, schema_editor):
    # On SQLite both come at the end of the whole run (post_migrate): a later migration may rebuild a table.
    connection = schema_editor.connection
    if connection.vendor == "postgresql":
        with transaction.atomic(using=connection.alias):
            queue_keeping.install(connection)
        queue_keeping.fill(connection)


def take_off(apps, schema_editor):
    queue_keeping.uninstall(schema_editor.connection)


class Migration(migrations.Migration):

    # Batches of their own transactions; stopped in the middle, it can be run again.
    atomic = False

    dependencies = [("consultations", "0016_queue_entries")]

    operations = [migrations.RunPython(put_on, take_off)]
