"""The demo's topics, some contributions cut into passages, and the analysts' notes."""

from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.synthesis.models import CodingStep, Segment, Topic
from consultations.synthesis.services import ensure_segment
from consultations.synthesis.workbench.cutting import mark
from consultations.synthesis.workbench.memos import write_memo
from consultations.synthesis.workbench.topics import create_topic

#: By action field: title, definition, example, title of the topic it is part of.
TOPICS = {
    "hf1": [
        ("Verteilung und Vorlauf", "Wann Kommunen erfahren, wer kommt, und welche Angaben sie haben.", "", ""),
        ("Wohnen", "Unterbringung und der Weg in die eigene Wohnung.", "", ""),
        ("Gemeinschaftsunterkünfte", "Belegung, Dauer, Ausstattung.", "„Drei Jahre im Mehrbettzimmer“", "Wohnen"),
        ("Wohnungssuche", "Wohnungslotsen, Leerstand, Vermittlung.", "", "Wohnen"),
    ],
    "hf3": [
        ("Sprachkurse", "Kurse von der Erstorientierung bis zur Berufssprache.", "", ""),
        ("Kurse auf dem Land", "Mindestzahl, Wege und Kurse am Bildschirm.", "„Kein Kurs, kein Bus“", "Sprachkurse"),
        ("Kinderbetreuung im Kurs", "", "", "Sprachkurse"),
        ("Sprachmittlung", "Dolmetschen bei Behörden, in Praxen, Kitas und Schulen; nicht Kurse.", "", ""),
    ],
    "hf4": [
        ("Kita und Elternarbeit", "Gespräche mit Eltern, Elternbegleitung, Plätze.", "", ""),
        ("Schule", "Unterricht und was ihn begleitet.", "", ""),
        ("Deutsch als Zweitsprache", "Stunden, Lehrkräfte, Vertretung.", "„Sprachförderung fällt aus“", "Schule"),
        ("Schulsozialarbeit", "", "", "Schule"),
    ],
    "hf7": [
        ("Förderung von Vereinen", "Dauer, Anträge und Fristen der Förderung.", "„Drei Jahre fördern“", ""),
        ("Integrationsbeiräte", "", "", ""),
    ],
}
#: Which topic a contribution belongs to.
SAID_ABOUT = {
    "b001": "Verteilung und Vorlauf",
    "b005": "Gemeinschaftsunterkünfte",
    "b008": "Deutsch als Zweitsprache",
    "b018": "Integrationsbeiräte",
    "b022": "Kinderbetreuung im Kurs",
    "b026": "Schulsozialarbeit",
    "b034": "Kurse auf dem Land",
    "b037": "Sprachmittlung",
    "b047": "Sprachmittlung",
    "c301": "Kurse auf dem Land",
}
#: Passages: the contribution, the words that are marked in it, and their topic.
PASSAGES = [
    ("b002", "Bitte senken Sie die Mindestteilnehmerzahl auf dem Land auf sechs", "Kurse auf dem Land"),
    ("b004", "und Elternbegleiterinnen, die regelmäßig im Haus sind.", "Kita und Elternarbeit"),
    ("b007", "einen kurzen Antrag für kleine Projekte", "Förderung von Vereinen"),
]


def create_coding(process: Process, people) -> None:
    """Topics with definitions, passages cut and assigned to them, and two notes."""
    analyst = people["auswertung"]
    topics = _topics(process, analyst)
    said = {row.reference: row for row in Contribution.objects.admitted().filter(process=process).exclude(reference="")}
    for reference, title in SAID_ABOUT.items():
        _give(ensure_segment(said[reference]), topics[title])
    for reference, words, title in PASSAGES:
        segment = ensure_segment(said[reference])
        segment.contribution.process = process
        start = segment.contribution.published_text.index(words)
        _give(mark(segment, start, start + len(words), actor=analyst), topics[title])
    write_memo(
        process,
        actor=analyst,
        segment=ensure_segment(said["b004"]),
        text="Zwei Anliegen in einem Satz: Dolmetschdienst und Elternbegleitung. Deshalb in zwei Passagen geteilt.",
    )
    write_memo(
        process,
        actor=people["moderation"],
        topic=topics["Sprachmittlung"],
        text="Abgrenzung: Wer Kurse meint, gehört zu „Sprachkurse“, auch wenn das Wort „Dolmetscher“ fällt.",
    )
    # Nobody should undo what the demonstration did.
    CodingStep.objects.filter(process=process).delete()


def _topics(process: Process, analyst) -> dict[str, Topic]:
    fields = {field.slug: field for field in process.action_fields.all()}
    made: dict[str, Topic] = {}
    for slug, rows in TOPICS.items():
        for title, definition, example, parent in rows:
            made[title] = create_topic(
                fields[slug],
                actor=analyst,
                title=title,
                parent=made.get(parent),
                definition=definition,
                example=example,
            )
    return made


def _give(segment: Segment, topic: Topic) -> None:
    """The topic, where the contribution was assigned to its action field."""
    if segment.action_field_id == topic.action_field_id:
        segment.topic = topic
        segment.save(update_fields=["topic"])
