"""The text of a draft as HTML: paragraphs, and real tables."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from consultations.drafts.table_comparison import Stretch, TableChange
from consultations.drafts.tables import Table, has_table, parts_of
from frontend.formatting import paragraphs

register = template.Library()


@register.simple_tag
def draft_text(text: str, number: str = "") -> SafeString:
    """`{% draft_text paragraph.text paragraph.number %}`: plain text as `paragraphs` shows it, and its tables.

    `number` names the paragraph in the label of the region a table scrolls in; the caption comes first.
    """
    if not text or not has_table(text):
        return paragraphs(text or "")
    parts = parts_of(text)
    html, has_more, place = [], sum(isinstance(part, Table) for part in parts) > 1, 0
    for part in parts:
        if isinstance(part, Table):
            place += has_more
            context = {"table": part, "label": _label(part, number, place)}
            html.append(render_to_string("components/draft_table.html", context))
        elif part:
            html.append(paragraphs(part))
    return mark_safe("\n".join(html))


@register.filter
def blocks(stretches: Iterable[Stretch]) -> list[dict[str, Any]]:
    """A redline as blocks to draw: `runs` of one text, or a changed `table`."""
    found: list[dict[str, Any]] = []
    for stretch in stretches:
        if isinstance(stretch, TableChange):
            found.append({"table": stretch})
        elif found and "runs" in found[-1]:
            found[-1]["runs"].append(stretch)
        else:
            found.append({"runs": [stretch]})
    return found


def _label(table: Table, number: str, place: int) -> str:
    """What a screen reader calls the region of a table; no two on a page should be called the same."""
    name = _("Table in paragraph %(number)s") % {"number": number} if number else _("Table")
    name = f"{name} ({place})" if place else name
    return f"{name}: {table.caption}" if table.caption else name
