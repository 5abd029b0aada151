"""Files that are made once, by a worker or while somebody waits: claims, and what every such row keeps.

A row is claimed by one conditional update, so that two workers or two visitors make one file. The claim of a worker
that died expires, and a file that could not be made waits for its next try.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

#: A worker that has not delivered by then is taken for dead, and another one may begin. Longer than any paper takes.
CLAIM_HELD = timedelta(minutes=5)
#: So long one request to a worker stands before the next visitor's click may send another.
ASKED_HELD = timedelta(minutes=1)
#: After a failure the next try waits so long: the same text will hardly succeed a second later.
PAUSE_AFTER_FAILURE = timedelta(minutes=10)


class MadeOnce(models.Model):
    """A file in the database, made once for each state of what it is made from.

    `key` says what that was; the content is written with it in one update, so there is never half a file.
    """

    key = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(blank=True, default=b"")
    size = models.PositiveIntegerField(_("size"), default=0)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def has_failed(self) -> bool:
        """Whether the last try failed, so recently that the next one waits."""
        return self.failed_at is not None and self.failed_at > timezone.now() - PAUSE_AFTER_FAILURE


def claim(rows: QuerySet, *, held: timedelta = CLAIM_HELD, **values: Any) -> datetime | None:
    """Claim the one row `rows` is about and set `values` with it; returns the moment that marks the claim.

    None when the row is gone or somebody else is at it. Rows need a field `claimed_at`.
    """
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - held)
    return now if rows.filter(free).update(claimed_at=now, **values) else None


def may_ask(rows: QuerySet) -> bool:
    """Whether a worker is to be asked for a `MadeOnce` now: nobody did a moment ago, and none is at it."""
    now = timezone.now()
    asked = Q(asked_at=None) | Q(asked_at__lt=now - ASKED_HELD)
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_HELD)
    return bool(rows.filter(asked, free).update(asked_at=now))


def ask_worker(task: Any, pk: int) -> None:
    """Ask a worker to make the row `pk`. A broker that is down is no error: a later click or a sweep asks again."""
    try:
        task.delay(pk)
    except Exception:  # every broker has exceptions of its own
        logger.warning("The broker did not take %s for %s; it is made later.", task.name, pk)
