"""Measures of the process, with an office that reports."""

from datetime import date

import pytest

from consultations.results.measures.services import create_measure, publish_measure


@pytest.fixture
def make_measure(process, cast):
    """A measure of the office "Referat measure_office"; `published=False` keeps it from the public."""

    def make(*findings, published=True, **fields):
        data = {
            "title": "Kurse ab acht Personen",
            "text": "Kleine Gruppen werden gefördert.",
            "responsible": "Landesamt",
            "office": "Referat measure_office",
            "starts_on": date(2026, 1, 1),
            **fields,
        }
        measure = create_measure(process, data, findings=findings, actor=cast.officer)
        return publish_measure(measure, actor=cast.lead) if published else measure

    return make
