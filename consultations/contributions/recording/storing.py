"""From what was recorded to contributions: the one place where letters, e-mails and spreadsheets become rows."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.contenttypes.models import ContentType

from consultations.contributions import codes
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.recording.models import Statement
from consultations.contributions.recording.receipt import Calendar, received_at
from consultations.contributions.signals import contribution_submitted
from consultations.contributions.targets import Target
from consultations.contributions.writing import write_new

#: The longest passage: letters are not bound to the limit of the online form, but a database row has to stay readable.
PASSAGE_LIMIT = 20_000
#: So many rows are written at a time.
CHUNK = 500


@dataclass(frozen=True)
class Said:
    """One thing a letter says about one thing."""

    target: Target
    kind: str
    text: str
    title: str = ""
    proposed_text: str = ""


def build(statement: Statement, said: Said, *, calendar: Calendar, fingerprint: str) -> Contribution:
    """A contribution with a snapshot of who spoke, waiting for the moderators; not saved yet."""
    moment = received_at(statement.received_on)
    return Contribution(
        content_type=ContentType.objects.get_for_model(said.target.object),
        object_pk=str(said.target.object.pk),
        site_id=settings.SITE_ID,
        # Only who is to be told by e-mail is written to: also the moderators' decision goes there.
        user_email=statement.contact_email if statement.tells_sender else "",
        comment=said.text,
        submit_date=moment,
        received_at=moment,
        is_public=False,
        process=statement.process,
        phase=calendar.phase_for(statement.received_on, said.target.kind, statement.organisation),
        statement=statement,
        reference=statement.reference,
        target_kind=said.target.kind,
        target_label=said.target.label[:250],
        lineage=said.target.lineage,
        channel=statement.channel,
        kind=said.kind,
        title=said.title,
        proposed_text=said.proposed_text,
        language=statement.language,
        publication=statement.publication,
        is_formal_statement=statement.is_formal_statement,
        state=State.PENDING,
        organisation=statement.organisation,
        organisation_name=statement.organisation_name,
        author_name=statement.author_name,
        category=statement.category,
        region=statement.region,
        source_note=statement.on_behalf_of[:250],
        recorded_by=statement.recorded_by,
        fingerprint=fingerprint,
    )


def fingerprint_of(process_pk: int, who: Iterable[str], said: Said) -> str:
    """One value for one thing said: by whom (`who`), about what, in which words."""
    place = said.target.lineage or said.target.object.pk
    words = [" ".join(text.split()).casefold() for text in (said.title, said.text, said.proposed_text)]
    parts = ["recorded", str(process_pk), *who, said.target.kind, str(place), said.kind, *words]
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()


def sender_key(statement: Statement) -> tuple[str, ...]:
    """What makes a sender the same one in two rows of a spreadsheet."""
    day: date = statement.received_on
    words = (statement.author_name, statement.organisation_name, statement.on_behalf_of, statement.reference)
    return (statement.channel, day.isoformat(), *(" ".join(word.split()).casefold() for word in words))


def insert(contributions: list[Contribution]) -> None:
    """Write new contributions, none of them a reply, and tell the features that listen. Call it in a transaction.

    Whatever is not unique any more raises IntegrityError, and nothing is stored.
    """
    _give_codes(contributions)
    for start in range(0, len(contributions), CHUNK):
        write_new(contributions[start : start + CHUNK])
    for row in contributions:
        contribution_submitted.send(sender=Contribution, contribution=row)


def _give_codes(contributions: list[Contribution]) -> None:
    """Replace public codes that are taken: of 40 bits, thousands of new ones may meet thousands of old ones."""
    for _attempt in range(5):
        seen: dict[str, Contribution] = {}
        again = [row for row in contributions if seen.setdefault(row.code, row) is not row]
        for start in range(0, len(contributions), CHUNK):
            some = {row.code: row for row in contributions[start : start + CHUNK]}
            taken = Contribution.objects.filter(code__in=some).values_list("code", flat=True)
            again += [some[code] for code in taken]
        if not again:
            return
        for row in again:
            row.code = codes.new_public_code()
