"""What an evaluation report says, as plain data for the PDF and for Word: no models, no markup, all words in German."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.drafts.papers.content import LANGUAGE, absolute, printable, typed_parts
from consultations.drafts.papers.tables import stretches_data
from consultations.exports.reports.extensions import Section, report_annexes
from consultations.exports.reports.numbers import MOST_ROWS, Positions, Reading, ShownAnswer
from consultations.exports.reports.participation import participation
from consultations.exports.reports.scope import Scope
from consultations.results.redlines import ChangedParagraph
from consultations.synthesis.models import Finding
from consultations.synthesis.stances import DIVIDED
from frontend.formatting import unformatted

Data = dict[str, Any]
#: Told how far the work is: so many of so many.
Told = Callable[[int, int], None]


def report_content(scope: Scope, told: Told = lambda done, total: None) -> Data:
    """The whole report. `files` are its pictures by name; a constant number of queries, however many findings."""
    with translation.override(LANGUAGE):
        reading = Reading(scope)
        data = {
            **_frame(scope),
            "facts": _facts(reading),
            "phases": [_phase(phase) for phase in scope.process.phases.order_by("order")],
            "conferences": [_conference(row) for row in scope.conferences()],
            "participation": participation(scope),
            "decisions": [[str(share.label), _number(share.count)] for share in reading.decision_shares()],
            "fields": _fields(reading, told),
            "synopsis": _synopsis(reading),
            "annexes": _annexes(scope),
            "words": _words(scope),
        }
        files = data["participation"].pop("files")
        for field in data["fields"]:
            for finding in field["findings"]:
                files |= finding.pop("files")
        return {**printable(data), "files": files}


def _frame(scope: Scope) -> Data:
    process, now = scope.process, timezone.localtime()
    title = _("Evaluation of the consultation")
    day = date_format(now, "DATE_FORMAT")
    address = absolute(reverse("results:results", kwargs={"process_slug": process.slug}))
    return {
        "meta": {
            "title": f"{title} – {process.short_title}",
            "author": process.initiator_name,
            "description": process.title,
            "day": [now.year, now.month, now.day],
            "head": process.short_title,
            "head_end": _("Internal report") if scope.is_internal else title,
        },
        "title": title,
        "process": process.title,
        "day": _("As of %(day)s") % {"day": day},
        "is_internal": scope.is_internal,
        "confidential": _("Internal: this report also says what is not published.") if scope.is_internal else "",
        "notice": process.demo_notice,
        "where": {"url": address},
        "summary": typed_parts(unformatted(process.summary)),
    }


def _facts(reading: Reading) -> list[Data]:
    process, numbers = reading.scope.process, reading.numbers()
    rows = [
        (_("Ministry"), ", ".join(filter(None, [process.initiator_name, process.initiator_unit]))),
        (_("Moderated by"), process.accompaniment),
        (_("Contributions received"), _number(numbers.received)),
        (_("Contributions published"), _number(numbers.published)),
        (_("Contributions answered"), _number(numbers.answered)),
        (_("Published results"), _number(numbers.published_findings)),
        (_("Changed paragraphs"), _number(numbers.changes)),
        (_("State of the evaluation"), _("published") if numbers.is_published else _("Interim state")),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _phase(phase) -> list[str]:
    begin, end = date_format(phase.starts_on, "DATE_FORMAT"), phase.ends_on
    period = f"{begin} – {date_format(end, 'DATE_FORMAT')}" if end else _("from %(day)s") % {"day": begin}
    return [phase.title, period, str(phase.get_kind_display())]


def _conference(row) -> list[str]:
    state = _("cancelled") if row.is_cancelled else _number(row.attended) if row.attended is not None else "–"
    return [row.title, date_format(row.date, "DATE_FORMAT"), row.town or str(row.get_format_display()), state]


def _fields(reading: Reading, told: Told) -> list[Data]:
    """Every action field with its findings; those without one come last."""
    by_field: dict[int | None, list[Data]] = {}
    findings = reading.findings
    for done, finding in enumerate(findings):
        by_field.setdefault(finding.action_field_id, []).append(_finding(reading, finding))
        if done % 50 == 0:
            told(done, len(findings))
    rows = reading.scope.process.action_fields.order_by("order", "pk")
    fields = [
        {"title": row.title, "asked": typed_parts(unformatted(row.text)), "findings": by_field.get(row.pk, [])}
        for row in rows
    ]
    if None in by_field:
        fields.append({"title": _("Across all fields"), "asked": [], "findings": by_field[None]})
    return fields


def _finding(reading: Reading, finding: Finding) -> Data:
    positions = reading.positions(finding)
    count = reading.contributions_count(finding)
    drawn = positions.picture(f"position-{finding.number}")
    return {
        "number": finding.number,
        "title": finding.title,
        "summary": typed_parts(unformatted(finding.summary)),
        "machine": _machine_note(finding),
        "count": ngettext("%(number)s contribution", "%(number)s contributions", count) % {"number": _number(count)},
        "state": str(finding.get_state_display()) if not finding.is_published else "",
        "positions": _positions(finding, positions),
        **_answer(reading.answer(finding)),
        "changes": [_change(change) for change in reading.changes(finding)],
        "files": {f"{drawn.name}.svg": drawn.svg} if drawn else {},
        "picture": {"file": f"{drawn.name}.svg", "alt": drawn.alt} if drawn else None,
    }


def _machine_note(finding: Finding) -> str:
    """That a language model drafted the text, said wherever the text stands."""
    if not finding.is_machine_drafted:
        return ""
    if finding.is_published:
        return _("Drafted with the help of a language model, checked and released by people.")
    return _("Drafted with the help of a language model.")


def _positions(finding: Finding, positions: Positions) -> Data:
    caption = _("Result %(number)s: who stands where") % {"number": finding.number}
    if DIVIDED in positions.stances:
        note = _("Each contribution counts once. Divided: its passages stand differently towards this result.")
        caption = f"{caption}. {note}"
    return {
        "caption": caption,
        "head": positions.head,
        "rows": positions.rows,
        "stances": positions.all_rows,
    }


def _answer(answer: ShownAnswer) -> Data:
    return {
        "decision": answer.decision,
        "reason": typed_parts(unformatted(answer.reason)),
        "responsible": answer.responsible,
        "no_change": typed_parts(unformatted(answer.no_change)),
    }


def _change(change: ChangedParagraph) -> Data:
    return {
        "name": _("Paragraph %(number)s") % {"number": change.number},
        "kind": str(change.kind.label),
        "version": change.version_label,
        "runs": stretches_data(change.runs),
        "details": [{"label": str(row.label), "old": row.old, "new": row.new} for row in change.details],
        "url": absolute(change.url),
    }


def _synopsis(reading: Reading) -> Data:
    """The weighing table; what is too long for paper is said to be elsewhere."""
    rows, count = reading.synopsis(), reading.passages_count()
    note = _(
        "These are the first %(shown)s of %(count)s passages. All of them are on the website, to read and to print "
        "(%(url)s), and in the tables (XLSX)."
    )
    shown = {"shown": _number(MOST_ROWS), "count": _number(count), "url": absolute(reading.synopsis_path())}
    return {"rows": rows, "note": note % shown if count > len(rows) else ""}


def _annexes(scope: Scope) -> list[Data]:
    """How it was evaluated, and what other features have to add."""
    sections: Iterable[Section] = [_method(), *(part for annex in report_annexes for part in annex(scope.process))]
    return [
        {
            "title": section.title,
            "paragraphs": [part for text in section.paragraphs for part in typed_parts(text)],
            "tables": [vars(t) for t in section.tables],
        }
        for section in sections
    ]


def _method() -> Section:
    return Section(
        _("How the contributions were evaluated"),
        [
            _(
                "All channels count the same: what was written online, by letter or e-mail, and on the cards of the "
                "conferences. The moderation checked every contribution against the published rules."
            ),
            _(
                "Each contribution was divided into passages. People assigned every passage to an action field and to "
                "a result, or recorded why it needs no answer. Nothing was assigned by a machine alone."
            ),
            _(
                "A result sums up what several passages say. One person wrote it, another one released it. The "
                "positions count contributions, each once for a result and a group."
            ),
            _(
                "The numbers are no poll: who takes part is not a random sample. They say how many contributions said "
                "something, not how many people in the country think so."
            ),
        ],
    )


def _words(scope: Scope) -> Data:
    return {
        "page": _("Page {page} of {pages}"),
        "contents": _("Contents"),
        "about": _("What it is about"),
        "in_numbers": _("The consultation in numbers"),
        "phases": _("Phases"),
        "phases_head": [_("Phase"), _("Period"), _("Kind")],
        "conferences": _("Conferences"),
        "conferences_head": [_("Conference"), _("Date"), _("Town"), _("People")],
        "participation": _("Who took part"),
        "decisions": _("How it was decided"),
        "decisions_head": [capfirst(_("decision")), _("Results")],
        "asked": _("We asked"),
        "said": _("You said"),
        "do": _("What we do"),
        "decision": _("Decision:"),
        "responsible": _("Responsible:"),
        "changes": _("What changed in the draft"),
        "no_change": _("Why the draft stays as it is"),
        "deleted": _("deleted"),
        "inserted": _("inserted"),
        "key": _("How to read it:"),
        "nothing": _("No result of this field is published yet.")
        if not scope.is_internal
        else _("There is no result of this field yet."),
        "no_fields": _("No results are published yet."),
        "synopsis": _("Synopsis: every contribution and what became of it"),
        "synopsis_head": [_("Contribution"), _("Who"), _("What"), _("Result"), capfirst(_("decision")), _("Reason")],
        "no_synopsis": _("No contribution is assigned yet."),
        "annex": _("Annex"),
        "where": _("On the internet:"),
    }


def _number(value: int) -> str:
    return number_format(value, force_grouping=True)
