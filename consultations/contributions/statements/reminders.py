"""Mails to coordinators whose statement is not released yet: a week and a day before the deadline, each once."""

from datetime import datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count

from accounts.enums import MembershipRole, VerificationState
from consultations.contributions.statements.deadline import last_day, release_window
from consultations.contributions.statements.models import StatementDraft
from consultations.process.dates import today
from consultations.process.models import BERLIN
from notifications.services import enqueue

#: Days before the deadline.
REMIND_BEFORE = (7, 1)


def remind() -> int:
    """Write the reminders that are due; returns how many. Running twice, or a day late, sends none twice."""
    drafts = (
        StatementDraft.objects.preparing()
        .own()
        .filter(process__is_published=True, process__finished_on__isnull=True)
        .filter(organisation__state=VerificationState.VERIFIED)
        .annotate(item_count=Count("items"))
        .filter(item_count__gt=0)
        .select_related("process", "organisation")
        .prefetch_related("process__phases")
    )
    return sum(_remind_of(draft) for draft in drafts)


def _remind_of(draft: StatementDraft) -> int:
    until = last_day(release_window(draft.process, draft.organisation), draft.organisation)
    if until is None:
        return 0
    left = (until - today()).days
    due = [days for days in REMIND_BEFORE if 0 <= left <= days]
    if not due:
        return 0
    threshold = min(due)
    # Who begins in the last week knows of the deadline.
    noticed_from = datetime.combine(until - timedelta(days=threshold), time.min, tzinfo=BERLIN)
    if draft.created_at >= noticed_from:
        return 0
    people = get_user_model().objects.filter(
        is_active=True,
        memberships__organisation=draft.organisation,
        memberships__role=MembershipRole.COORDINATOR,
    )
    sent = 0
    for person in people:
        mail = enqueue(
            "statement_reminder",
            recipient=person,
            context={"draft": draft, "process": draft.process, "until": until},
            # With the day: a deadline that was moved is a new one.
            dedupe_key=f"statement-reminder:{draft.pk}:{until}:{threshold}:{person.pk}",
        )
        sent += mail is not None
    return sent
