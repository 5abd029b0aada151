"""What contributions keep of an organisation: handed over when two organisations are merged.

Names, categories and regions are snapshots of their time and stay.
"""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.extensions import organisation_parts
from accounts.models import Organisation
from consultations.contributions.models import Contribution
from consultations.contributions.recording.models import Statement


def _add(model: type[Model], label) -> None:
    def count(source: Organisation) -> int:
        return model.objects.filter(organisation=source).count()

    def move(source: Organisation, target: Organisation) -> list[int]:
        rows = model.objects.filter(organisation=source)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        rows.update(organisation=target)
        return keys

    organisation_parts.add(f"{model._meta.label}.organisation", label, count=count, move=move)


_add(Contribution, _("Contributions"))
_add(Statement, _("Letters and statements"))
