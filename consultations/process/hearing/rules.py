"""What invited organisations may still do, and who may speak for them."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.utils import timezone

from consultations.process.enums import Action
from consultations.process.hearing.deadlines import closes_at
from consultations.process.hearing.models import Addressee
from consultations.process.models import Phase, Process
from consultations.process.rules import can


def is_over(addressee: Addressee, moment: datetime | None = None) -> bool:
    """Whether the addressee's own deadline has passed, or the process has ended."""
    process = addressee.phase.process
    if process.finished_on or not process.is_published:
        return True
    last_day = addressee.last_day
    return last_day is not None and closes_at(last_day) <= (moment or timezone.now())


def takes_part(phase: Phase) -> bool:
    """Whether invitations make sense: the hearing is public, and its deadline lies ahead."""
    closes = phase.closes_at
    process = phase.process
    return process.is_published and not process.finished_on and (closes is None or timezone.now() < closes)


def may_edit(user, process: Process) -> bool:
    """Whether somebody may change the list; everybody in the team may read it."""
    return can(user, Action.EDIT_PROCESS, process)


def has_confirmed(user, address: str) -> bool:
    """Whether an address is a confirmed one of the account: only then was the person invited who reads its mail."""
    return bool(address) and EmailAddress.objects.filter(user=user, email__iexact=address, verified=True).exists()


def days_left(last_day: date, today: date) -> int:
    return (last_day - today).days
