"""Reading lists of organisations in: check everything and store nothing, then store everything or nothing."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import VerificationState
from accounts.organisations import names, sheets
from accounts.organisations.models import Organisation, StakeholderCategory
from accounts.organisations.similar import SIMILAR_FROM, Index, Subject
from accounts.people.models import User
from audit.services import record


@dataclass
class Report:
    """What an import would do: the rows that are new, how many are there, errors, and warnings about doubles."""

    new: list[sheets.Row] = field(default_factory=list)
    known: int = 0
    errors: list[sheets.LineError] = field(default_factory=list)
    warnings: list[sheets.LineError] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.new) + self.known

    @property
    def errors_told(self) -> list[sheets.LineError]:
        return self.errors[: sheets.ERRORS_TOLD]

    @property
    def errors_left_out(self) -> int:
        return max(len(self.errors) - sheets.ERRORS_TOLD, 0)

    @property
    def warnings_told(self) -> list[sheets.LineError]:
        return self.warnings[: sheets.ERRORS_TOLD]


def check(text: str) -> Report:
    """Read a whole file and say what an import would do. Raises FileRefused."""
    report = _read(text)
    if not report.errors:
        _warn(report)
    return report


def _read(text: str) -> Report:
    parsed = sheets.parse(text)
    report = Report(errors=parsed.errors)
    stored = _stored()
    lines: dict[tuple, int] = {}
    for row in parsed.rows:
        key = sheets.same(row)
        if key in lines:
            message = _("The line names the same organisation as line %(line)s.") % {"line": lines[key]}
            report.errors.append(sheets.LineError(row.line, "", message))
            continue
        lines[key] = row.line
        if key in stored:
            report.known += 1
        else:
            report.new.append(row)
    return report


@transaction.atomic
def store(text: str, *, actor: User) -> Report:
    """Store what is new in a file, all of it or nothing. An import with errors stores nothing. Raises FileRefused."""
    # One import at a time, so that two of the same file do not meet; whoever only refers to a category goes on.
    list(StakeholderCategory.objects.select_for_update(no_key=True).order_by("pk"))
    report = _read(text)
    if report.errors:
        return report
    organisations = [row.organisation for row in report.new]
    for organisation in organisations:
        organisation.created_by = actor
        organisation.fill_keys()
    Organisation.objects.bulk_create(organisations, batch_size=500)
    if organisations:
        keys = [row.pk for row in organisations]
        record(actor, "accounts.import_organisations", organisations[0], count=len(keys), organisations=keys)
    return report


def _stored() -> set[tuple[str, int | None]]:
    rows = Organisation.objects.exclude(state=VerificationState.MERGED)
    return {(names.squeezed(key), region) for key, region in rows.values_list("name_key", "region_id")}


def _warn(report: Report) -> None:
    """Say which new ones look like one that is there; this stops nothing."""
    index = Index()
    for row in report.new:
        subject = Subject.typed(row.data.name, row.data.website, row.data.register_number)
        matches = [pk for pk, score in index.matches(subject, branches=False).items() if score >= SIMILAR_FROM]
        if matches:
            others = "; ".join(index.titles[pk] for pk in matches[:3])
            message = _("Similar to: %(names)s.") % {"names": others}
            report.warnings.append(sheets.LineError(row.line, "Name", f"{row.data.name} – {message}"))
