"""How long reports are kept."""

from django.utils.translation import gettext_lazy as _

from accounts.privacy.retention import register_rule
from consultations.exports.reports.models import ReportFile
from consultations.exports.reports.services import forget


def _due() -> int:
    return ReportFile.objects.expired().count()


def _forget() -> int:
    return forget(ReportFile.objects.expired())


register_rule("reports", _("Reports that are not published, 30 days old"), count=_due, apply=_forget)
