"""Filters for phases, dates, first sentences and places in a draft."""

import re
from datetime import date

from django import template

from consultations.drafts.models import Paragraph, Section
from consultations.drafts.reading import Addresses
from consultations.process import dates
from consultations.process.models import Phase

register = template.Library()

# A full stop after three letters at least: "z. B." and "Dr." do not end a sentence.
_SENTENCE_END = re.compile(r"(?<=\w{3}[.!?])\s+(?=[A-ZÄÖÜ„»\"])")


@register.filter
def deadline(phase: Phase | None) -> str:
    """`{{ phase|deadline }}`: "bis Freitag, 20. März (noch 10 Tage)"."""
    return dates.deadline_text(phase) if phase else ""


@register.filter
def date_range(phase: Phase | None) -> str:
    """`{{ phase|date_range }}`: "10. Februar bis 22. März 2026"."""
    return dates.date_range_text(phase.starts_on, phase.ends_on) if phase else ""


@register.filter
def weekday_date(day: date | None) -> str:
    """`{{ conference.date|weekday_date }}`: "Freitag, 20. März"."""
    return dates.weekday_date(day) if day else ""


@register.filter
def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return _SENTENCE_END.split((text or "").strip(), maxsplit=1)[0]


@register.filter
def at(part: Paragraph | Section, addresses: Addresses) -> str:
    """`{{ paragraph|at:addresses }}`: the address at which a paragraph or chapter of a version is read."""
    return addresses.of_section(part) if isinstance(part, Section) else addresses.of_paragraph(part)
