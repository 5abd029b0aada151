"""A draft as long as a large law: no two paragraphs read the same."""

import random
import re

from consultations.drafts.models import Draft, DraftVersion, Paragraph, Section
from consultations.process.models import Process
from tests.factories.consultations import publish

WORDS = re.findall(
    r"\w+",
    """
Landkreis Gemeinde Sprachkurs Beratung Zuwanderung Anerkennung Ausbildung Betrieb Kinderbetreuung Schule
Träger Koordinierungsstelle Dolmetschpool Förderung Zuwendung Antrag Frist Bewilligung Nachweis Haushalt Jahr
Bericht Ministerium Verband Kammer Verein Ehrenamt Netzwerk Wohnung Gesundheit Pflege Teilhabe Begegnung
Vielfalt gemeinsam verbindlich regelmäßig frühzeitig mehrsprachig ländlich kommunal zuständig erforderlich
angemessen unterstützen beteiligen beraten prüfen fördern abstimmen veröffentlichen fortschreiben sichern
ausbauen öffnen
""",
)


def sentences(number: int, count: int = 4) -> str:
    """The text of paragraph `number`, always the same for the same number."""
    chance = random.Random(number)
    return " ".join(
        f"{' '.join(chance.choice(WORDS) for _ in range(chance.randint(9, 18))).capitalize()}." for _ in range(count)
    )


def long_markdown(chapters: int = 25, paragraphs: int = 60) -> str:
    """A Markdown text of that many chapters with that many paragraphs each."""
    parts = []
    for chapter in range(chapters):
        parts.append(f"# Abschnitt {chapter + 1} über {WORDS[chapter]}")
        parts += [sentences(chapter * paragraphs + index) for index in range(paragraphs)]
    return "\n\n".join(parts)


def make_long_version(
    process: Process, *, number: int = 1, chapters: int = 25, paragraphs: int = 60, changed: bool = False
) -> DraftVersion:
    """A published version: chapters "k0", "k1" …, paragraphs "k0-0", "k0-1" …; `changed` alters every tenth."""
    draft, _created = Draft.objects.get_or_create(process=process, defaults={"title": "Langes Gesetz"})
    version = DraftVersion.objects.create(draft=draft, number=number, label=f"Fassung {number}")
    sections = Section.objects.bulk_create(
        Section(version=version, lineage=f"k{c}", order=c + 1, number=str(c + 1), title=f"Abschnitt {WORDS[c]}")
        for c in range(chapters)
    )
    rows = []
    for c, section in enumerate(sections):
        for index in range(paragraphs):
            text = sentences(len(rows))
            if changed and index % 10 == 0:
                text = text.replace(" ", " künftig ", 1)
            rows.append(
                Paragraph(
                    version=version,
                    section=section,
                    lineage=f"k{c}-{index}",
                    order=len(rows) + 1,
                    number=f"{c + 1}.{index + 1}",
                    text=text,
                )
            )
    Paragraph.objects.bulk_create(rows)
    return publish(version)
