"""A contribution of three sentences, and what says where its passages are."""

import pytest

from consultations.synthesis.models import Segment
from consultations.synthesis.passages import uncovered

TEXT = "Es fehlen Kurse. Der Bus fährt nicht. Danke für die Beteiligung."


@pytest.fixture
def contribution(make_contribution, process):
    made = make_contribution(text=TEXT)
    made.process = process
    return made


@pytest.fixture
def segment(contribution):
    return contribution.segments.get()


def passages(contribution) -> list[str]:
    """The passages of a contribution as texts, in their order; every word of it is in one of them."""
    contribution.refresh_from_db()
    rows = list(Segment.objects.filter(contribution=contribution).select_related("contribution"))
    assert uncovered(contribution.published_text, [row.span for row in rows]) == []
    return [row.text for row in sorted(rows, key=lambda row: (row.span, row.pk))]
