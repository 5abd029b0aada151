"""Accounts nobody uses: their people are warned, and some weeks later the account is closed."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.mails import send
from accounts.people.models import User
from accounts.privacy.closing import AlreadyClosed, CannotClose, close_account
from accounts.privacy.extensions import kept_accounts

logger = logging.getLogger(__name__)


def _ordinary() -> QuerySet[User]:
    """Accounts a rule may close: not those of staff, and none that a feature needs."""
    people = User.objects.filter(is_superuser=False, is_staff=False).annotate(
        last_seen=Coalesce("last_login", "date_joined")
    )
    for keys in kept_accounts():
        people = people.exclude(pk__in=keys)
    return people


def to_warn() -> QuerySet[User]:
    """Accounts unused for long whose people were not warned since."""
    before = timezone.now() - timedelta(days=settings.INACTIVE_ACCOUNT_DAYS)
    not_warned = Q(inactivity_warned_at=None) | Q(inactivity_warned_at__lt=F("last_seen"))
    return _ordinary().filter(not_warned, last_seen__lt=before)


def to_close() -> QuerySet[User]:
    """Accounts whose people were warned and did not come back in time."""
    before = timezone.now() - timedelta(days=settings.INACTIVE_ACCOUNT_GRACE_DAYS)
    return _ordinary().filter(inactivity_warned_at__lt=before, last_seen__lt=F("inactivity_warned_at"))


def warn(limit: int = 1000) -> int:
    """Write to people whose accounts are unused; returns how many."""
    count = 0
    for user in to_warn().order_by("pk")[:limit]:
        with transaction.atomic():
            # One condition on the row: two workers write one mail.
            fresh = to_warn().filter(pk=user.pk)
            if User.objects.filter(pk__in=fresh.values("pk")).update(inactivity_warned_at=timezone.now()):
                closes_on = timezone.localdate() + timedelta(days=settings.INACTIVE_ACCOUNT_GRACE_DAYS)
                send("account_unused", user, {"closes_on": closes_on})
                count += 1
    return count


def close(limit: int = 1000) -> int:
    """Close accounts whose time is over; returns how many. What cannot be closed stays and is looked at tomorrow.

    One that fails does not keep the others.
    """
    count = 0
    for user in to_close().order_by("pk")[:limit]:
        try:
            with transaction.atomic():
                if to_close().select_for_update(of=("self",), no_key=True).filter(pk=user.pk).first() is None:
                    continue
                close_account(user, actor=None, why="inactive")
                count += 1
        except (AlreadyClosed, CannotClose):
            continue
        except DatabaseError as error:
            # The class only: the database repeats values.
            logger.error(
                "Account %s could not be closed (%s); it is tried again tomorrow.", user.pk, type(error).__name__
            )
    return count
