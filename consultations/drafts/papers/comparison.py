"""What the paper of a comparison says: the synopsis of two published versions, with the causes the public may read."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.drafts import queries
from consultations.drafts.comparison import images_in_words
from consultations.drafts.extensions import Cause, change_causes
from consultations.drafts.models import DraftVersion, Paragraph
from consultations.drafts.papers.content import (
    LANGUAGE,
    LAYOUT,
    LONG,
    Data,
    absolute,
    day_of,
    digest,
    frame_of,
    printable,
)
from consultations.drafts.papers.pictures import Space, figures_of, files_of
from consultations.drafts.papers.tables import stretches_data
from consultations.drafts.synopsis import ChapterEntry, Entry, Fate, Totals
from consultations.drafts.table_comparison import Stretch

#: Pictures fit into a column of the Word document, which is the narrower one.
_SPACE = Space(82, 55)


def comparison_key(old: DraftVersion, new: DraftVersion) -> str:
    """What a comparison is made from besides frozen texts: above all causes, some of which are published later."""
    with translation.override(LANGUAGE):
        causes = _causes_for_everybody(old, new)
        return digest([LAYOUT, _frame(old, new), [[lineage, _cause(causes[lineage])] for lineage in sorted(causes)]])


def comparison_content(old: DraftVersion, new: DraftVersion) -> Data:
    """Both versions side by side, as the page of the comparison has it; a constant number of queries.

    `files` are those of the pictures, by key.
    """
    with translation.override(LANGUAGE):
        chapters = queries.compare(old, new, _causes_for_everybody(old, new))
        different = [_chapter(chapter) for chapter in chapters if chapter.is_different]
        data = printable(_frame(old, new) | {"totals": _totals(Totals.of(chapters)), "chapters": different})
        sides = [side for chapter in different for row in chapter["rows"] for side in (row["old"], row["new"]) if side]
        return data | {"files": files_of([old, new], [figure for side in sides for figure in side["figures"]])}


def _causes_for_everybody(old: DraftVersion, new: DraftVersion) -> Mapping[str, Cause]:
    """Causes as somebody reads them who is not signed in, whoever asks for the paper first."""
    request = HttpRequest()
    request.user = AnonymousUser()
    return change_causes.collect(request, old=old, new=new).get("causes", {})


def _frame(old: DraftVersion, new: DraftVersion) -> Data:
    title = _("What changed in the draft")
    versions = _("%(old)s compared with %(new)s") % {"old": old.label, "new": new.label}
    address = absolute(reverse("drafts:comparison", kwargs={"process_slug": new.draft.process.slug}))
    return frame_of(new, title=title, head_end=versions) | {
        "where": {"url": f"{address}?von={old.number}&bis={new.number}"},
        "draft": new.draft.title,
        "old": _version(old),
        "new": _version(new),
        "words": {
            "page": _("Page {page} of {pages}"),
            "compared": _("compared with"),
            "key": _("How to read it:"),
            "deleted": _("deleted"),
            "inserted": _("inserted"),
            "left_out": _("Unchanged paragraphs are left out."),
            "where": _("On the internet:"),
            "summary": _("In numbers"),
            "nothing": _("No paragraph differs."),
            "paragraph": _("Paragraph"),
            "cause": _("Cause"),
            "not_yet": _("Not in this version."),
            "not_any_more": _("Not in this version any more."),
        },
    }


def _version(version: DraftVersion) -> Data:
    return {"label": version.label, "day": _("of %(day)s") % {"day": day_of(version)}}


def _totals(totals: Totals) -> list[str]:
    """How many paragraphs changed in which way, in words; what did not happen is left out."""
    rows = [
        (totals.changed, ngettext("%(number)s paragraph changed", "%(number)s paragraphs changed", totals.changed)),
        (totals.added, ngettext("%(number)s paragraph new", "%(number)s paragraphs new", totals.added)),
        (totals.dropped, ngettext("%(number)s paragraph dropped", "%(number)s paragraphs dropped", totals.dropped)),
        (totals.moved, ngettext("%(number)s paragraph moved", "%(number)s paragraphs moved", totals.moved)),
    ]
    unchanged = ngettext("%(number)s paragraph unchanged", "%(number)s paragraphs unchanged", totals.unchanged)
    told = [words % {"number": number} for number, words in rows if number]
    return [*told, unchanged % {"number": totals.unchanged}]


def _chapter(chapter: ChapterEntry) -> Data:
    note = ""
    if chapter.old is None:
        note = _("This chapter is new.")
    elif chapter.new is None:
        note = _("This chapter was dropped.")
    elif chapter.is_renamed:
        note = f"{_('Earlier title:')} {chapter.old.title}"
    return {
        "number": chapter.new.number if chapter.new else "",
        "title": chapter.section.title,
        "note": note,
        "rows": [_row(entry) for entry in chapter.differing],
    }


def _row(entry: Entry) -> Data:
    before = [(detail.label, detail.old) for detail in entry.details]
    after = [(detail.label, detail.new) for detail in entry.details]
    for label, old_words, new_words in _image_words(entry):
        before.append((label, old_words))
        after.append((label, new_words))
    old = _side(entry, entry.old, entry.old_runs, before, "delete")
    new = _side(entry, entry.new, entry.new_runs, after, "insert")
    has_tables = any(run.kind == "table" for run in entry.runs)
    has_figures = any(side["figures"] for side in (old, new) if side)
    return {
        "name": _number(entry),
        "fates": _fates(entry),
        "notes": _notes(entry),
        # With a picture or a table it may be longer than a page.
        "is_long": sum(len(run.text) for run in entry.runs) > LONG or has_figures or has_tables,
        "old": old,
        "new": new,
        # As on the page: a paragraph that only moved has no cause.
        "cause": _cause(entry.cause) if entry.fate != Fate.UNCHANGED else [],
    }


def _changed_images(entry: Entry, paragraph: Paragraph | None) -> list[dict[str, Any]]:
    """The images of one side that the other side does not have; all where only their order is another one."""
    if paragraph is None or not _images_count(entry):
        return []
    other = entry.old if paragraph is entry.new else entry.new
    kept = other.images if other else []
    found = [image for image in paragraph.images if image not in kept]
    is_order = other is not None and sorted(map(str, kept)) == sorted(map(str, paragraph.images))
    return paragraph.images if is_order else found


def _images_count(entry: Entry) -> bool:
    """As on the page: images count where they changed, or came and went with their paragraph."""
    return entry.images_differ or entry.fate in (Fate.ADDED, Fate.DROPPED)


def _image_words(entry: Entry) -> list[tuple[str, str, str]]:
    """Changed images in words, for whoever does not see the difference: label, before, now."""
    before, after = images_in_words(*(_changed_images(entry, paragraph) for paragraph in (entry.old, entry.new)))
    return [(_("Images"), before, after)]


def _number(entry: Entry) -> str:
    if entry.is_dropped:
        return _("Former paragraph %(number)s") % {"number": entry.old.number}
    return _("Paragraph %(number)s") % {"number": entry.new.number}


def _fates(entry: Entry) -> list[str]:
    words = {Fate.CHANGED: _("changed"), Fate.ADDED: _("new"), Fate.DROPPED: _("dropped")}
    told = [words[entry.fate]] if entry.fate in words else []
    told += [_("moved")] if entry.is_moved else []
    told += [_("merged")] if entry.merged_into or entry.merged_from else []
    return told + ([_("split")] if entry.split_into or entry.split_from else [])


def _notes(entry: Entry) -> list[str]:
    """What happened to the paragraph besides its words, in sentences."""
    found = []
    if entry.is_moved:
        places = {"before": entry.old.number, "after": entry.new.number}
        found.append(_("Moved from %(before)s to %(after)s.") % places)
        if entry.fate == Fate.UNCHANGED:
            found.append(_("The wording is the same."))
    if any(run.kind == "table" and run.is_rebuilt for run in entry.runs):
        found.append(_("The head of the table or its merged cells are different now."))
    if entry.split_into:
        heirs = ", ".join(_("Paragraph %(number)s") % {"number": heir.new.number} for heir in entry.split_into)
        found.append(f"{_('Split: a part of the earlier text is now in')} {heirs}.")
    if entry.split_from:
        former = _("former paragraph %(number)s") % {"number": entry.split_from.old.number}
        found += [f"{_('Goes on with text that was in')} {former}.", _("Only what is new is marked.")]
    if entry.merged_into:
        heir = _("Paragraph %(number)s") % {"number": entry.merged_into.new.number}
        found += [f"{_('Merged: its text is now in')} {heir}.", _("Only what is missing there is marked.")]
    if entry.merged_from:
        sources = ", ".join(_("former paragraph %(number)s") % {"number": s.old.number} for s in entry.merged_from)
        found += [f"{_('Merged with text that was in')} {sources}.", _("Only what is new is marked.")]
    return found


def _side(
    entry: Entry, paragraph: Paragraph | None, runs: list[Stretch], details: list[tuple[str, str]], kind: str
) -> Data | None:
    """One column: the text with its marks, changed details, changed pictures, and the number there.

    The number only where it differs from the other one. None where the paragraph is not there.
    """
    if paragraph is None:
        return None
    is_renumbered = entry.old is not None and entry.new is not None and entry.old.number != entry.new.number
    return {
        "name": _("Paragraph %(number)s") % {"number": paragraph.number} if is_renumbered else "",
        "runs": stretches_data(runs),
        "details": [{"label": label, "kind": kind, "value": value} for label, value in details if value],
        "figures": figures_of(_changed_images(entry, paragraph), _SPACE),
    }


def _cause(cause: Cause | None) -> list[Data]:
    """Why, as the page says it: links with what was decided, editorial reasons, or that nothing can be read yet."""
    rows = [
        {"label": _("Cause:"), "text": link.name, "url": absolute(link.url), "note": link.note}
        for link in (cause.links if cause else [])
    ]
    for reason in cause.reasons if cause else []:
        rows.append({"label": _("Editorial reason:"), "text": reason, "url": "", "note": ""})
    if not rows:
        pending = cause is not None and cause.is_pending
        text = (
            _("The cause becomes visible here when the result behind it is published.")
            if pending
            else _("No cause is recorded.")
        )
        rows.append({"label": "", "text": text, "url": "", "note": ""})
    return rows
