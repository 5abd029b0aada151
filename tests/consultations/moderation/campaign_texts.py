"""Texts of a campaign as people vary them, and short ones that are none."""

import random

CORE = [
    "Die Kürzung der Mittel für die Migrationsberatung trifft die Menschen in unserem Landkreis unmittelbar.",
    "Ohne eine verlässliche Finanzierung über mehrere Jahre müssen Beratungsstellen schließen oder Stunden streichen.",
    "Wir bitten Sie deshalb, die Förderung auf fünf Jahre festzuschreiben und jährlich an die Tarife anzupassen.",
    "Beratung vor Ort spart an anderer Stelle Geld, weil Probleme früh erkannt und gelöst werden.",
    "Der Entwurf nennt dieses Ziel, aber er sagt nicht, wer es bezahlt und bis wann darüber entschieden wird.",
]
GREETINGS = ["", "Sehr geehrte Damen und Herren,", "Guten Tag,", "Liebes Ministerium,", "Hallo zusammen,"]
NAMES = ["Anna Beispiel", "Jörg Muster", "Familie Özdemir", "H. Krause, Stendal", "Ihre Petra Vogel aus Halle", "M. N."]
OWN = [
    "Als Lehrerin erlebe ich das jeden Tag.",
    "Ich bin selbst vor acht Jahren hierhergekommen und weiß, wovon ich spreche.",
    "Unser Verein hat darüber im Herbst ausführlich gesprochen.",
    "Bei uns in Stendal wartet man schon heute sechs Wochen auf einen Termin.",
    "",
]
SHORT = [
    "Finde ich gut",
    "Finde ich nicht gut",
    "Finde ich sehr gut",
    "Finde ich auch gut.",
    "Mehr Geld für Beratung",
    "Weniger Geld für Beratung",
    "Bitte den Absatz streichen, er hilft den Menschen vor Ort nicht weiter.",
    "Bitte den Absatz behalten, er hilft den Menschen vor Ort sehr.",
    "Der Absatz sollte unbedingt für Jugendliche ab 16 Jahren gelten.",
    "Der Absatz sollte unbedingt nicht für Jugendliche ab 16 Jahren gelten.",
]


def varied(number: int) -> str:
    """One letter of the campaign: greeting, name and one sentence differ, sometimes one is left out."""
    chance = random.Random(number)
    sentences = list(CORE)
    own = chance.choice(OWN)
    if chance.random() < 0.3:
        sentences.pop(chance.randrange(len(sentences)))
    if own:
        sentences.insert(chance.randrange(len(sentences) + 1), own)
    parts = [
        chance.choice(GREETINGS),
        " ".join(sentences),
        "Mit freundlichen Grüßen",
        f"{chance.choice(NAMES)} {number}",
    ]
    return "\n\n".join(part for part in parts if part)


_NOUNS = ["Sprachkurs", "Kita", "Wohnung", "Ausbildung", "Betrieb", "Verein", "Rathaus", "Dolmetscher", "Schule"]
_NOUNS += ["Familie", "Arzt", "Bus", "Jugend", "Beratung", "Anerkennung", "Zeugnis", "Abschluss", "Landkreis"]
_VERBS = ["braucht", "fördert", "vermisst", "begleitet", "entlastet", "überfordert", "verbindet", "ersetzt", "erreicht"]
_MORE = ["dringend", "verlässlich", "gemeinsam", "endlich", "kaum", "überall", "später", "zusätzlich", "dauerhaft"]


def different(number: int, sentences: int = 5) -> str:
    """A text of its own, as another person would write it."""
    chance = random.Random(1000 + number)
    return " ".join(
        f"{chance.choice(_NOUNS)} {chance.choice(_VERBS)} {chance.choice(_MORE)} "
        f"{chance.choice(_NOUNS)} und {chance.choice(_NOUNS)} {number} {chance.choice(_MORE)}."
        for _ in range(sentences)
    )
