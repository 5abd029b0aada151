"""Links to the check of a record: signed, nothing is stored for them, and another number ends them all."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from consultations.conferences.record.models import ConferenceRecord, RecordRemark
from consultations.conferences.registration.models import Registration
from frontend.signed_links import LinkRefused, read, read_numbers, sign

_SALT = "consultations.conferences.record.check"
_REMARK_SALT = "consultations.conferences.record.remark"
_GENERAL, _PERSONAL = "a", "p"


class LinkEnded(Exception):
    """The team has ended the links that were given out before."""


@dataclass(frozen=True)
class Opened:
    """What a link opens; `registration` for a personal one."""

    record: ConferenceRecord
    registration: Registration | None = None


def general_token(record: ConferenceRecord) -> str:
    """The secret part of the link that is handed on; the same every time until links are ended."""
    return sign(_SALT, _GENERAL, record.pk, record.link_number)


def personal_token(record: ConferenceRecord, registration: Registration) -> str:
    """The secret part of the link for one person who registered."""
    return sign(_SALT, _PERSONAL, registration.pk, record.link_number)


def full_link(token: str) -> str:
    return settings.BASE_URL + reverse("record:check", kwargs={"token": token})


def read_token(token: str) -> Opened:
    """The record a link is for. Raises LinkRefused, LinkEnded."""
    try:
        kind, pk, number = read(_SALT, token)
        pk, number = int(pk), int(number)
    except ValueError as error:
        raise LinkRefused from error
    registration = None
    records = ConferenceRecord.objects.select_related("conference__process", "conference__region")
    if kind == _PERSONAL:
        registration = Registration.objects.filter(pk=pk).first()
        record = records.filter(conference=registration.conference_id).first() if registration else None
    else:
        record = records.filter(pk=pk).first()
    if record is None:
        raise LinkRefused
    if record.link_number != number:
        raise LinkEnded
    return Opened(record, registration)


def remark_token(remark: RecordRemark) -> str:
    """The secret part of the address at which whoever wrote a remark reads the answer."""
    return sign(_REMARK_SALT, remark.pk)


def read_remark_token(token: str) -> RecordRemark:
    """The remark an address is for. Raises LinkRefused."""
    (pk,) = read_numbers(_REMARK_SALT, token, 1)
    rows = RecordRemark.objects.select_related("record__conference__process", "card__table", "table", "made_card")
    remark = rows.filter(pk=pk).first()
    if remark is None:
        raise LinkRefused
    return remark
