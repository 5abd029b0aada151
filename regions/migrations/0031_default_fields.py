"""The fields needs and offers begin with; keepers of the directory change them."""

from django.db import migrations

FIELDS = [
    ("sprache", "Sprache"),
    ("beratung", "Beratung"),
    ("wohnen", "Wohnen"),
    ("kita-und-schule", "Kita und Schule"),
    ("ausbildung-und-arbeit", "Ausbildung und Arbeit"),
    ("gesundheit-und-pflege", "Gesundheit und Pflege"),
    ("begegnung-und-ehrenamt", "Begegnung und Ehrenamt"),
    ("sprachmittlung", "Sprachmittlung"),
]


def add_fields(apps, schema_editor):
    DemandField = apps.get_model("regions", "DemandField")
    for order, (slug, title) in enumerate(FIELDS, start=1):
        DemandField.objects.get_or_create(slug=slug, defaults={"title": title, "order": order * 10})


class Migration(migrations.Migration):
    dependencies = [("regions", "0030_needs_and_offers")]

    # Backwards the table goes as a whole.
    operations = [migrations.RunPython(add_fields, migrations.RunPython.noop)]
