"""How often followers are told is a choice for the person, no longer a switch at each followed part."""

from django.db import migrations, models


def keep_silence(apps, schema_editor):
    """Whoever has switched the mails off everywhere goes on hearing nothing."""
    Follow = apps.get_model("consultations", "Follow")
    Preference = apps.get_model("notifications", "Preference")
    heard = Follow.objects.filter(by_mail=True).values("user")
    silent = Follow.objects.filter(by_mail=False).exclude(user__in=heard).values_list("user", flat=True).distinct()
    rows = (Preference(user_id=user, subject="followed", scope="", frequency="none") for user in silent.order_by("user"))
    Preference.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def switch_off(apps, schema_editor):
    """Back: the switch of every followed part of those who hear nothing."""
    Follow = apps.get_model("consultations", "Follow")
    Preference = apps.get_model("notifications", "Preference")
    silent = Preference.objects.filter(subject="followed", scope="", frequency="none")
    Follow.objects.filter(user__in=silent.values("user")).update(by_mail=False)


class Migration(migrations.Migration):

    dependencies = [
        ("consultations", "0014_objections_reports_and_deputies"),
        ("notifications", "0002_preferences_and_notices"),
    ]

    operations = [
        migrations.RunPython(keep_silence, switch_off),
        migrations.RemoveField(model_name="follow", name="by_mail"),
    ]
