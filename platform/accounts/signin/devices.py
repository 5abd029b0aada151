"""Where a person is signed in: kind of browser and last use, never an IP address."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone

from accounts.adapter import NOWHERE
from accounts.people.models import User

#: Last use is written down this often at most.
NOTE_EVERY_SECONDS = 900
NOTED_KEY = "device_noted_at"

#: What a browser calls itself, the more particular first: most claim to be Chrome and Safari as well.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


@dataclass(frozen=True)
class Device:
    """One place where a person is signed in. `name` is empty when the browser is not a known one."""

    pk: int
    name: str
    signed_in_at: datetime
    last_used_at: datetime
    is_this_one: bool


def browser_family(user_agent: str) -> str:
    """Browser and system in plain words, such as "Firefox, Windows"; nothing of a browser nobody knows."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) if browser else ""


def note_signed_in(sender, request: HttpRequest, user: User, **kwargs) -> None:
    """Remember a session that has just begun (receiver of allauth's `user_logged_in`)."""
    if not request.session.session_key:
        request.session.save()
    name = browser_family(request.META.get("HTTP_USER_AGENT", ""))
    with transaction.atomic():
        UserSession.objects.update_or_create(
            session_key=request.session.session_key,
            # The library's column for the address cannot be empty.
            defaults={"user": user, "ip": NOWHERE, "user_agent": name, "last_seen_at": timezone.now()},
        )
    request.session[NOTED_KEY] = int(time.time())


def note_use(request: HttpRequest) -> None:
    """Write down that a session is in use, once in a quarter of an hour; costs nothing in between."""
    noted = request.session.get(NOTED_KEY)
    if noted is None or time.time() - noted < NOTE_EVERY_SECONDS:
        return
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
    request.session[NOTED_KEY] = int(time.time())


def devices_of(person: User, this_session: str | None) -> list[Device]:
    """Where a person is signed in now, last used first, in two queries however many there are."""
    rows = list(UserSession.objects.filter(user=person).order_by("-last_seen_at", "-pk"))
    sessions = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now())
    # A session from before the password was changed is still stored, but opens nothing.
    valid = {s.session_key for s in sessions if s.get_decoded().get(HASH_SESSION_KEY) == person.get_session_auth_hash()}
    return [
        Device(row.pk, row.user_agent, row.created_at, row.last_seen_at, row.session_key == this_session)
        for row in rows
        if row.session_key in valid
    ]


@transaction.atomic
def sign_out(person: User, *, only: int | None = None, keep: str | None = None) -> int:
    """End a person's sessions: one of them, all, or all but the one with the key `keep`. Returns how many ended."""
    rows = UserSession.objects.filter(user=person).exclude(session_key=keep)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    ended = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).count()
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return ended


def forget_ended_sessions() -> int:
    """Delete what is kept about sessions that are over. Returns how many rows."""
    over = UserSession.objects.filter(
        ~Exists(Session.objects.filter(session_key=OuterRef("session_key"))),
        # One that is just beginning is written after its row.
        created_at__lt=timezone.now() - timedelta(hours=1),
    )
    return over.delete()[0]
