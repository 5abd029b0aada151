"""Dates and deadlines as people read them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from consultations.process.dates import date_range_text, deadline_text
from consultations.process.models import Phase
from consultations.templatetags.consultation_tags import first_sentence


@pytest.fixture
def phase():
    return Phase(title="Konsultation", starts_on=date(2026, 2, 10), ends_on=date(2026, 3, 20))


@pytest.fixture
def clock(monkeypatch):
    """Set what time it is; the test reads English, so that it does not depend on the German catalogue."""

    def at(*moment: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=UTC))

    with translation.override("en"):
        yield at


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ((2026, 2, 9, 12, 0), "from Tuesday, February 10"),
        ((2026, 3, 10, 12, 0), "until Friday, March 20 (10 days left)"),
        ((2026, 3, 19, 12, 0), "until Friday, March 20 (1 day left)"),
        ((2026, 3, 20, 12, 0), "last day today"),
        # Berlin's midnight counts: half past eleven in the evening in UTC is the next day already.
        ((2026, 3, 20, 22, 30), "last day today"),
        ((2026, 3, 20, 23, 30), ""),
        ((2026, 4, 1, 12, 0), ""),
        ((2025, 12, 31, 12, 0), "from Tuesday, Feb. 10, 2026"),
    ],
)
def test_a_deadline_says_how_much_time_is_left(phase, clock, moment, text):
    clock(*moment)
    assert deadline_text(phase) == text


def test_a_phase_without_end_has_no_deadline(phase, clock):
    phase.ends_on = None
    clock(2026, 3, 1, 12, 0)
    assert deadline_text(phase) == ""


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 2, 10), date(2026, 3, 20), "February 10 to March 20, 2026"),
        (date(2025, 11, 1), date(2026, 2, 9), "Nov. 1, 2025 to Feb. 9, 2026"),
        (date(2026, 2, 10), date(2026, 2, 10), "Feb. 10, 2026"),
        (date(2026, 2, 10), None, "from Feb. 10, 2026"),
    ],
)
def test_a_range_names_the_year_once(first, last, text, clock):
    assert date_range_text(first, last) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Erster Satz. Zweiter Satz.", "Erster Satz."),
        ("Angebote, z. B. Kurse, fehlen. Mehr davon!", "Angebote, z. B. Kurse, fehlen."),
        ("Warum? Darum.", "Warum?"),
        ("Ohne Punkt", "Ohne Punkt"),
        ("", ""),
    ],
)
def test_the_first_sentence_survives_abbreviations(text, sentence):
    assert first_sentence(text) == sentence
