"""What the tests of papers have in common: a version with everything in it, and a second one."""

import pytest

from consultations.drafts.enums import ParagraphType
from consultations.drafts.models import Paragraph
from tests.consultations.drafts.papers.reading import HOSTILE
from tests.factories.consultations import make_second_version, make_version, publish


@pytest.fixture
def rich(process):
    """Version 1 with a note, a goal, a measure with all its facts, hostile text, and letters of four scripts."""
    version = make_version(process, published=False)
    version.note = "Bitte lesen Sie Kapitel 2 zuerst.\n\nZweiter Absatz der Vorbemerkung."
    version.save()
    change = {
        "k1-1": {"text": f"Größere Übung für „Ältere“.\nZweite Zeile.\n\n{HOSTILE}"},
        "k1-2": {"type": ParagraphType.GOAL, "text": "Alle verstehen einander."},
        "k2-1": {
            "type": ParagraphType.MEASURE,
            "text": "Das Land fördert Kurse.",
            "code": "HA 3.1",
            "responsible": "Ministerium für Übergänge",
            "period": "2027–2029",
            "indicator": "Zahl der Kurse",
        },
        "k2-2": {"text": "Русский текст, Ελληνικά, العربية und עברית; 中文 und 🙂 gehen nicht.\x0c"},
    }
    for lineage, fields in change.items():
        Paragraph._base_manager.filter(version=version, lineage=lineage).update(**fields)
    return publish(version)


@pytest.fixture
def second(process, version):
    return make_second_version(process, "Neuer Wortlaut von Absatz k1-1.")
