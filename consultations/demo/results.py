"""What moved in the demo's results after they were published."""

from datetime import timedelta

from django.utils import timezone

from consultations.process.models import Process
from consultations.results.enums import AnswerDecision, EventKind
from consultations.results.models import Answer, ResultEvent
from consultations.synthesis.models import Finding


def create_events(process: Process) -> None:
    """One published answer was first a smaller yes; everybody was told."""
    finding = (
        Finding.objects.public().filter(process=process, answer__decision=AnswerDecision.ACCEPTED).order_by("number")
    ).first()
    if finding is None or finding.published_at is None:
        return
    day = min(finding.published_at + timedelta(days=3), timezone.now())
    ResultEvent.objects.create(
        process=process,
        kind=EventKind.CHANGED,
        finding=finding,
        earlier_decision=AnswerDecision.PARTLY,
        happened_at=day,
        told_at=day,
    )
    Answer.objects.filter(finding=finding).update(answered_on=timezone.localdate(day))
