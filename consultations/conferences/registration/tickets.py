"""The QR code of a registration: its ticket and nothing else, so that a lost badge opens nothing."""

from io import BytesIO

import segno

from consultations.conferences.registration.models import Registration


def png(registration: Registration) -> bytes:
    """For mails and the personal page, black on white with the margin scanners need."""
    output = BytesIO()
    # No micro code: many programs cannot read it.
    segno.make(registration.ticket, micro=False, error="m").save(output, kind="png", scale=8, border=4)
    return output.getvalue()


def readable(ticket: str) -> str:
    """In two groups, to read it aloud at the door."""
    return f"{ticket[:4]} {ticket[4:]}"
