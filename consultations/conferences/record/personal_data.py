"""What records hold about people, and how long."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from consultations.conferences.record.models import RecordRemark


def collect(user: User) -> PersonalData:
    """What the person said about records through a personal link."""
    rows = RecordRemark.objects.filter(registration__user=user).select_related("record__conference").order_by("pk")
    return PersonalData(
        [
            {
                "conference": str(row.record.conference),
                "received": row.created_at.isoformat(),
                "kind": row.kind,
                "text": row.text,
                "proposed_text": row.proposed_text,
                "name": row.name,
                "decision": row.decision,
                "answer": row.answer,
            }
            for row in rows
        ]
    )


def erase(user: User) -> None:
    """Forget the typed name; what was said about the record stays until the remarks go."""
    RecordRemark.objects.filter(registration__user=user).update(name="")


def _outdated():
    last = timezone.now() - timedelta(days=settings.RECORD_KEEP_REMARKS_DAYS)
    return RecordRemark.objects.filter(record__confirmed_at__lt=last)


def forget_remarks(*, dry_run: bool) -> int:
    """Delete what was said during checks, some time after the record was confirmed; earlier texts of cards stay."""
    rows = _outdated()
    return rows.count() if dry_run else rows.delete()[1].get(RecordRemark._meta.label, 0)


holds_personal_data("record_remarks", collect, order=25, erase=erase)
register_rule(
    "record_remarks",
    _("Remarks of participants on the record of a conference, some time after it was confirmed"),
    count=lambda: forget_remarks(dry_run=True),
    apply=lambda: forget_remarks(dry_run=False),
)
