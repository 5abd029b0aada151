"""The group of people who keep the directory: it opens the admin's door and gives the right to change offices."""

from django.db import migrations

NAME = "Regionen und Netzwerke"


def create_group(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    # On an empty database the rights are made after all migrations only; Django then finds these and keeps them.
    office, _created = ContentType.objects.get_or_create(app_label="regions", model="office")
    change, _created = Permission.objects.get_or_create(
        content_type=office, codename="change_office", defaults={"name": "Can change office"}
    )
    admin, _created = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    access, _created = Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    group, _created = Group.objects.get_or_create(name=NAME)
    group.permissions.add(change, access)


def remove_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("regions", "0010_office_directory"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(create_group, remove_group)]
