"""Handing news of the results to a worker; a sweep finds what a dead broker lost."""

from typing import Any

from django.db import transaction

from consultations.process.models import Process
from consultations.results.enums import EventKind
from consultations.results.models import ResultEvent


def note_event(kind: EventKind, process: Process, **about: Any) -> ResultEvent:
    """Write down that something moved (`finding` or `version`, see `ResultEvent`), and have authors and followers told.

    Call it inside the transaction of what happened.
    """
    event = ResultEvent.objects.create(kind=kind, process=process, **about)
    transaction.on_commit(lambda: start_telling(event.pk), robust=True)
    return event


def start_telling(event_pk: int) -> None:
    """Ask a worker to tell of an event. If the broker is down, the sweep finds it."""
    from consultations.results.tasks import tell_of_event

    try:
        tell_of_event.delay(event_pk)
    except Exception:  # every broker has exceptions of its own
        return


def start_notification(publication_pk: int) -> None:
    """Ask a worker to tell the authors. If the broker is down, the sweep finds the publication."""
    from consultations.results.tasks import notify_authors

    try:
        notify_authors.delay(publication_pk)
    except Exception:  # every broker has exceptions of its own
        return
