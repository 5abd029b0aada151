"""Mails of the accounts, through Django's mail interface: its backend is the outbox."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from accounts.people.models import User


def send(kind: str, user: User, context: dict[str, Any] | None = None) -> None:
    """Write a mail to a person in their language: templates `accounts/emails/<kind>_subject.txt` and `<kind>.txt`."""
    send_to(user.email, kind, {"recipient": user, **(context or {})}, language=user.language)


def send_to(
    address: str, kind: str, context: dict[str, Any], *, language: str = "", folder: str = "accounts/emails"
) -> None:
    """Write a mail to an address, e.g. of somebody without an account; `folder` has its templates."""
    data = {"base_url": settings.BASE_URL, "site_name": settings.WAGTAIL_SITE_NAME, **context}
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"{folder}/{kind}_subject.txt", data).split())
        body = render_to_string(f"{folder}/{kind}.txt", data).strip() + "\n"
        # Inside: the outbox makes the HTML part in the language that is active.
        send_mail(subject, body, None, [address])
