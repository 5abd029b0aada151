"""What a statement says, as plain data that its documents are made of: no markup, no models, all words in German."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.contributions.recording.models import Statement
from consultations.contributions.statements.models import DraftContribution, StatementDraft, StatementPaper
from consultations.contributions.statements.places import Places, name_of
from consultations.contributions.wording import compare
from consultations.drafts.models import Paragraph, Section
from consultations.drafts.papers.content import LANGUAGE, absolute, printable, typed_parts
from consultations.drafts.papers.tables import stretches_data
from frontend.formatting import unformatted

Data = dict[str, Any]


def statement_content(
    draft: StatementDraft,
    items: Sequence[DraftContribution],
    places: Places,
    *,
    paper: StatementPaper | None = None,
    statement: Statement | None = None,
) -> Data:
    """The statement with these items, in their order; as a preview without `paper` and `statement`.

    Items have `place`, and once they are released their contribution. Three queries at most.
    """
    with translation.override(LANGUAGE):
        backings = _backings(items)
        content = _frame(draft, places, paper, statement, len(items)) | {
            "introduction": typed_parts(unformatted(draft.introduction)),
            "chapters": [
                {"title": title, "items": [_item(each, backings.get(each.pk, [])) for each in group]}
                for title, group in groupby(items, key=_chapter)
            ],
        }
        return printable(content)


def _frame(
    draft: StatementDraft, places: Places, paper: StatementPaper | None, statement: Statement | None, number: int
) -> Data:
    process, now = draft.process, timezone.localtime()
    title = _("Statement") if paper else _("Draft of a statement")
    rows = [(_("Contributions"), str(number))]
    if paper is not None and statement is not None:
        received = timezone.localtime(statement.handed_over_at)
        rows = [
            (_("Number of the statement"), paper.display_code),
            (_("Received"), date_format(received, "DATETIME_FORMAT")),
            *rows,
        ]
    rows.append((_("May be published"), draft.get_publication_display()))
    preview = _("Not released. For internal use.")
    return {
        "meta": {
            "title": f"{title} – {draft.organisation.name}",
            "author": draft.organisation.name,
            "description": process.title,
            "day": [now.year, now.month, now.day],
            "head": f"{draft.organisation.name}: {process.short_title}",
            "head_end": paper.display_code if paper else preview,
        },
        "title": title,
        "organisation": draft.organisation.name,
        "process": process.title,
        "version": places.version.label if places.version else "",
        "notice": "\n".join(filter(None, [process.demo_notice, "" if paper else preview])),
        "where": {"url": absolute(process.get_absolute_url())},
        "facts": [{"label": label, "value": value} for label, value in rows],
        "pictures": {},
        "words": {
            "page": _("Page {page} of {pages}"),
            "about": _("on"),
            "introduction": _("Cover letter"),
            "wording": _("Proposed wording"),
            "compared": _("Compared with the paragraph (struck through: deleted, underlined: new)"),
            "backings": _("Supported by:"),
        },
    }


def _chapter(item: DraftContribution) -> str:
    target = item.place.target.object if item.place else None
    match target:
        case Section():
            return f"{target.number} {target.title}"
        case Paragraph():
            return f"{target.section.number} {target.section.title}"
        case None:
            return _("No longer in the draft")
    return _("On the whole")


def _item(item: DraftContribution, backings: list[str]) -> Data:
    target = item.place.target.object if item.place else None
    subject = target.text if isinstance(target, Paragraph) else ""
    contribution = item.contribution if item.contribution_id else None
    return {
        "place": name_of(item.target_kind, item.target_label if target is None else item.place.target.label),
        "kind": item.get_kind_display(),
        "code": _("Contribution %(code)s") % {"code": contribution.display_code} if contribution else "",
        "subject": typed_parts(subject),
        "title": item.title,
        "text": typed_parts(unformatted(item.text)),
        "wording": typed_parts(item.proposed_text),
        "runs": stretches_data(compare(subject, item.proposed_text)) if item.proposed_text and subject else [],
        "backings": backings,
    }


def _backings(items: Sequence[DraftContribution]) -> dict[int, list[str]]:
    """By item the names of the member organisations whose items went into it."""
    rows = DraftContribution.objects.filter(decision__item__in=[item.pk for item in items]).order_by(
        "draft__organisation__name"
    )
    found: dict[int, list[str]] = {}
    for pk, name in rows.values_list("decision__item", "draft__organisation__name"):
        if name not in found.setdefault(pk, []):
            found[pk].append(name)
    return found
