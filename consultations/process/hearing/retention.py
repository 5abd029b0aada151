"""Forgetting who was written to, some time after a process is finished. That an organisation was invited stays."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.services import record
from consultations.process.dates import today
from consultations.process.hearing.models import Addressee, AddresseeImport, Extension
from consultations.process.models import Process

#: A list that was read and not imported.
_IMPORTS_KEPT = timedelta(days=1)

_FORGOTTEN = {
    "email": "",
    "contact_name": "",
    "note": "",
    "decline_reason": "",
    "suggested_email": "",
    "suggested_name": "",
    "suggested_at": None,
}


def forget_addresses(*, dry_run: bool) -> int:
    """Delete contact persons and addresses of finished processes; returns how many addressees that is, or would be."""
    last_day = today() - timedelta(days=settings.HEARING_KEEP_ADDRESSES_DAYS)
    known = ~Q(email="", contact_name="", note="", decline_reason="", suggested_email="")
    rows = Addressee.objects.filter(known, phase__process__finished_on__lt=last_day).order_by()
    if dry_run:
        return rows.count()
    unfinished = AddresseeImport.objects.filter(imported_at__isnull=True)
    unfinished.filter(created_at__lt=timezone.now() - _IMPORTS_KEPT).delete()
    return sum(_forget(process) for process in Process.objects.filter(phases__addressees__in=rows).distinct())


@transaction.atomic
def _forget(process: Process) -> int:
    rows = Addressee.objects.filter(phase__process=process)
    # Reasons are typed freely and often name people; the published one stays.
    Extension.objects.filter(addressee__in=rows).update(reason="", answer="")
    number = rows.update(**_FORGOTTEN)
    record(None, "hearing.forget_addresses", process, scope=process.slug, number=number)
    return number
