
import consultations.conferences.capture.models
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0032_door"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CardOperation",
            fields=[
                ("key", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "operation on a card",
                "verbose_name_plural": "operations on cards",
                "ordering": ["received_at", "key"],
            },
        ),
        migrations.RemoveIndex(
            model_name="card",
            name="card_changed_idx",
        ),
        migrations.AddField(
            model_name="captureaccess",
            name="needs_approval",
            field=models.BooleanField(
                default=False, verbose_name="cards of participants go on the wall when the host has approved them"
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="change",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="card",
            name="is_late",
            field=models.BooleanField(default=False, verbose_name="handed in late"),
        ),
        migrations.AddField(
            model_name="card",
            name="on_wall",
            field=models.BooleanField(default=True, verbose_name="on the wall"),
        ),
        migrations.AddField(
            model_name="card",
            name="state",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name="card",
            name="photo",
            field=models.ImageField(
                blank=True,
                max_length=200,
                storage=consultations.conferences.capture.models.private_storage,
                upload_to=consultations.conferences.capture.models.photo_path,
                verbose_name="photo",
            ),
        ),
        migrations.AddIndex(
            model_name="card",
            index=models.Index(fields=["table", "change"], name="card_change_idx"),
        ),
        migrations.AddConstraint(
            model_name="captureaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "participant"), _negated=True), ("table__isnull", False), _connector="OR"
                ),
                name="participant_has_a_table",
            ),
        ),
        migrations.AddField(
            model_name="cardoperation",
            name="access",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="operations",
                to="consultations.captureaccess",
            ),
        ),
        migrations.AddField(
            model_name="cardoperation",
            name="card",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="operations", to="consultations.card"
            ),
        ),
        migrations.AddIndex(
            model_name="cardoperation",
            index=models.Index(fields=["access", "received_at"], name="card_operation_rate_idx"),
        ),
    ]
