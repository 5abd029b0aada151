"""The columns of a spreadsheet of contributions, and the words its cells may hold.

Headers and words are German whatever language the person works in: files travel between offices.
"""

from django.utils import translation

from consultations.contributions.enums import Channel, Kind, Publication
from frontend.sheets import Column

COLUMNS = (
    Column(
        "received_on",
        "Eingang am",
        "Tag, an dem das Schreiben eingegangen ist, zum Beispiel 14.03.2026. Nicht in der Zukunft.",
        required=True,
        width=12,
    ),
    Column(
        "channel",
        "Kanal",
        "per E-Mail, per Brief, im Auftrag aufgenommen oder Konferenzkarte.",
        required=True,
        width=22,
    ),
    Column("author_name", "Name", "Wer geschrieben hat. Leer, wenn unbekannt.", limit=120, width=24),
    Column(
        "organisation_name",
        "Organisation",
        "Für wen die Person spricht. Eine auf der Website bestätigte Organisation wird am Namen erkannt.",
        limit=200,
        width=30,
    ),
    Column("on_behalf_of", "im Auftrag von", "Wenn jemand für andere schreibt, zum Beispiel eine Kanzlei.", limit=200),
    Column("category", "Kategorie", "Gruppe der Beteiligten, wie auf der Website genannt.", width=28),
    Column("region", "Kreis", "Name oder amtlicher Schlüssel (AGS), zum Beispiel 15081 oder Altmarkkreis Salzwedel."),
    Column(
        "publication",
        "Veröffentlichung",
        "mit Namen, nur mit Gruppe und Region oder nicht veröffentlichen, nur auswerten. Leer bedeutet: nur mit Gruppe "
        "und Region. „mit Namen“ nur, wenn die Person oder Organisation dem zugestimmt hat.",
        width=30,
    ),
    Column(
        "place",
        "Bezug",
        "Worum es geht: Nummer des Absatzes (1.2), Kapitel 3, Entwurf oder Verfahren. Es gelten die Nummern der "
        "Fassung, die am Tag des Eingangs veröffentlicht war.",
        required=True,
        width=14,
    ),
    Column("kind", "Art", "Bedenken, Vorschlag, Frage oder Zustimmung.", required=True, width=14),
    Column("title", "Überschrift", "Kurze Überschrift, wenn es eine gibt; höchstens 160 Zeichen.", limit=160, width=30),
    Column("text", "Text", "Was gesagt wurde, im Wortlaut.", required=True, limit=20_000, width=60),
    Column(
        "proposed_text",
        "Vorgeschlagener Wortlaut",
        "Der ganze Absatz, wie er nach dem Vorschlag lauten soll. Nur bei einem Absatz möglich.",
        limit=20_000,
        width=40,
    ),
    Column(
        "contact_email", "E-Mail", "Adresse für Rückfragen und Eingangsbestätigung. Wird nie veröffentlicht.", width=26
    ),
    Column("reference", "Aktenzeichen", "Unterscheidet auch zwei sonst gleiche Schreiben.", limit=40, width=16),
    Column(
        "table",
        "Karte: Konferenz/Tisch",
        "Nur für Konferenzkarten, dann statt Bezug: zum Beispiel Magdeburg, Tisch 2.",
        width=24,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}

SHEET_NAME = "Beiträge"

CHANNELS = (Channel.EMAIL, Channel.LETTER, Channel.ON_BEHALF, Channel.CARD)
KINDS = (Kind.PROPOSAL, Kind.CONCERN, Kind.QUESTION, Kind.SUPPORT)
_ALSO = {
    "e-mail": Channel.EMAIL,
    "email": Channel.EMAIL,
    "mail": Channel.EMAIL,
    "brief": Channel.LETTER,
    "post": Channel.LETTER,
    "im auftrag": Channel.ON_BEHALF,
    "karte": Channel.CARD,
    "mit name": Publication.NAMED,
    "namentlich": Publication.NAMED,
    "nur kategorie": Publication.CATEGORY,
    "nur gruppe": Publication.CATEGORY,
    "nicht veröffentlichen": Publication.INTERNAL,
    "intern": Publication.INTERNAL,
}


def words(choices) -> dict[str, str]:
    """What may be written for each choice: German label and a few short forms, in small letters, to the value."""
    with translation.override("de"):
        known = {str(choice.label).casefold(): choice.value for choice in choices}
    known |= {choice.value: choice.value for choice in choices}
    return known | {word: choice.value for word, choice in _ALSO.items() if choice in tuple(choices)}


def labels(choices) -> list[str]:
    """The German labels of choices, for drop-downs and messages."""
    with translation.override("de"):
        return [str(choice.label) for choice in choices]
