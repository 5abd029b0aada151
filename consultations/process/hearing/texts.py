"""The text of an invitation: the ministry's words with places for what differs from one addressee to the next."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from consultations.process.dates import weekday_date
from consultations.process.hearing.links import SAMPLE_TOKEN, full_link
from consultations.process.hearing.models import Addressee, Hearing
from consultations.process.models import Phase

_PLACE = re.compile(r"\{\s*([^{}\n]{0,40}?)\s*\}")

#: Names are German whatever language the person works in: the text is.
PLACES = ("anrede", "organisation", "ansprechperson", "verfahren", "frist", "ministerium", "link")
REQUIRED = ("frist", "link")

DEFAULT_SUBJECT = "Einladung zur Anhörung: {verfahren}"
DEFAULT_TEXT = """{anrede}

wir laden {organisation} ein, im Rahmen der Anhörung zu „{verfahren}“ Stellung zu nehmen.

Ihre Stellungnahme erreicht uns bis {frist}.

Ihr persönlicher Link:
{link}

Dort lesen Sie den Entwurf und nehmen Stellung. Sie können auch um mehr Zeit bitten oder absagen.

Der Entwurf ist von der Landesregierung noch nicht beschlossen.

Mit freundlichen Grüßen
{ministerium}"""


@dataclass(frozen=True)
class Letter:
    """An invitation as it is sent."""

    subject: str
    body: str


def hearing_of(phase: Phase) -> Hearing:
    """What was settled for a hearing; without it the defaults, not saved."""
    return Hearing.objects.filter(phase=phase).first() or Hearing(
        phase=phase, subject=DEFAULT_SUBJECT, text=DEFAULT_TEXT
    )


def check_text(text: str, *, required: tuple[str, ...] = ()) -> None:
    """Raise ValidationError naming places nobody fills, or those that are missing."""
    used = {match.casefold() for match in _PLACE.findall(text)}
    known = ", ".join(f"{{{name}}}" for name in PLACES)
    if unknown := sorted(used - set(PLACES)):
        raise ValidationError(
            _("There is no placeholder %(names)s. Possible are: %(known)s.")
            % {"names": ", ".join(f"{{{name}}}" for name in unknown), "known": known}
        )
    if missing := [name for name in required if name not in used]:
        raise ValidationError(
            _("These placeholders have to be in the text: %(names)s.")
            % {"names": ", ".join(f"{{{name}}}" for name in missing)}
        )
    if "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
        raise ValidationError(_("A brace is left open. Placeholders look like {link}."))


def letter_for(hearing: Hearing, addressee: Addressee) -> Letter:
    """The invitation of one addressee."""
    return _filled(hearing, addressee, full_link(addressee))


def sample_letter(hearing: Hearing) -> Letter:
    """What an invitation looks like, with an addressee nobody knows."""
    addressee = Addressee(phase=hearing.phase, name="Musterverband e. V.", contact_name="Frau Muster")
    link = settings.BASE_URL + reverse("hearing:invitation", kwargs={"token": SAMPLE_TOKEN})
    return _filled(hearing, addressee, link)


def _filled(hearing: Hearing, addressee: Addressee, link: str) -> Letter:
    phase = hearing.phase
    with translation.override("de"):
        deadline = weekday_date(addressee.last_day) if addressee.last_day else "auf Weiteres"
        greeting = f"Guten Tag {addressee.contact_name}," if addressee.contact_name else "Guten Tag,"
    values = {
        "anrede": greeting,
        "organisation": addressee.name,
        "ansprechperson": addressee.contact_name,
        "verfahren": phase.process.title,
        "frist": deadline,
        "ministerium": phase.process.initiator_name,
        "link": link,
    }

    def fill(text: str) -> str:
        # One pass: a name with braces in it is a name, not a place.
        return _PLACE.sub(lambda match: values.get(match.group(1).casefold(), match.group(0)), text)

    return Letter(" ".join(fill(hearing.subject).split()), fill(hearing.text))
