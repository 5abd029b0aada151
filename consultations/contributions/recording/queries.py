"""Reads of the recording screens, for staff."""

from django.db.models import Count, Q, QuerySet
from rapidfuzz import fuzz

from consultations.contributions.enums import Channel
from consultations.contributions.models import Contribution
from consultations.contributions.recording.models import SheetImport, Statement, StatementPart, StatementState
from consultations.process.models import Process

#: Texts that agree to this degree, of 100, are probably the same letter.
_SIMILAR = 90
#: So much of a text is compared: enough to recognise a letter.
_COMPARED = 3000


def letters(process: Process) -> QuerySet[Statement]:
    """What is recorded here: not the statements that organisations released online."""
    return Statement.objects.filter(process=process).exclude(channel=Channel.ONLINE)


def statements(process: Process, *, state: str = "", text: str = "") -> QuerySet[Statement]:
    """Statements of a process for the list, with the number of their passages and contributions."""
    rows = letters(process).select_related("recorded_by", "category", "edited_by")
    if state:
        rows = rows.filter(state=state)
    text = text.strip()
    if text:
        rows = rows.filter(
            Q(author_name__icontains=text)
            | Q(organisation_name__icontains=text)
            | Q(on_behalf_of__icontains=text)
            | Q(reference__icontains=text)
        )
    rows = rows.annotate(
        part_count=Count("parts", distinct=True), contribution_count=Count("contributions", distinct=True)
    )
    return rows.order_by("-received_on", "-pk")


def counts(process: Process) -> dict[str, int]:
    """How many statements there are in each state, and in "all"."""
    rows = letters(process).order_by().values_list("state").annotate(n=Count("pk"))
    found = dict(rows)
    return {**{state: found.get(state, 0) for state in StatementState.values}, "all": sum(found.values())}


def statement_for_entry(process: Process) -> QuerySet[Statement]:
    """Statements with everything the page of one shows."""
    return letters(process).select_related("process", "organisation", "category", "region", "recorded_by", "edited_by")


def possible_doubles(statement: Statement, limit: int = 5) -> list[Statement]:
    """Other statements that may be the same one: the same file, the same sender and day, or nearly the same text."""
    others = Statement.objects.filter(process=statement.process_id).exclude(pk=statement.pk)
    same = Q(pk__in=[])
    if statement.original_hash:
        same |= Q(original_hash=statement.original_hash)
    sender = Q(pk__in=[])
    if statement.author_name:
        sender |= Q(author_name__iexact=statement.author_name)
    if statement.organisation_name:
        sender |= Q(organisation_name__iexact=statement.organisation_name)
    same |= sender & Q(received_on=statement.received_on)
    found = list(others.filter(same).order_by("-pk")[:limit])
    start = statement.full_text[:_COMPARED]
    if len(start) >= 200 and len(found) < limit:
        # By the same sender on any day, or by anybody on the same day: campaign letters of other people are no doubles.
        near = others.filter(sender | Q(received_on=statement.received_on)).exclude(full_text="").order_by("-pk")[:100]
        known = {row.pk for row in found}
        for other in near:
            if other.pk not in known and fuzz.ratio(start, other.full_text[:_COMPARED], score_cutoff=_SIMILAR):
                found.append(other)
    return found[:limit]


def words_of(parts: list[StatementPart]) -> list[str]:
    """Everything that was taken from the letter into passages."""
    return [text for part in parts for text in (part.text, part.title, part.proposed_text) if text]


def handed_over(statement: Statement) -> list[Contribution]:
    """The contributions of a statement, in the order they were recorded."""
    return list(statement.contributions.select_related("process").order_by("pk"))


def recent_sheets(process: Process, limit: int = 10) -> list[SheetImport]:
    """The latest spreadsheets of a process."""
    return list(SheetImport.objects.filter(process=process).select_related("created_by")[:limit])


def imported_before(sheet: SheetImport) -> SheetImport | None:
    """The import that stored this very file already."""
    return (
        SheetImport.objects.filter(process=sheet.process_id, file_hash=sheet.file_hash, imported_at__isnull=False)
        .exclude(pk=sheet.pk)
        .first()
    )


def imported_contributions(sheet: SheetImport) -> QuerySet[Contribution]:
    """What an import stored, in the order of the file."""
    return Contribution.objects.filter(statement__imported_from=sheet).select_related("statement").order_by("pk")
