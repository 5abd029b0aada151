"""Texts as the learning sees them."""

import re
import unicodedata
from functools import lru_cache

import simplemma

#: What people write into a field they have nothing to say about.
_EMPTY = {
    "",
    "k.a.",
    "k. a.",
    "ka",
    "keine",
    "keine angabe",
    "keine angaben",
    "n/a",
    "-",
    "--",
    ".",
    "...",
    "x",
    "entfällt",
}
#: Words in their base form that explain nothing to a reader.
SMALL_WORDS = frozenset(
    """
    aber alle allein aller allgemein alles also ander anderer auch bald beide beim bereits besonders besser bisher
    bitte bleiben brauchen bringen dabei dafür damit dann daran darauf dass davon dazu dein denn deren deshalb
    dessen dies dieser doch dort durch dürfen eben eher eigen ein einer einfach einige einmal einzeln erst etwa
    etwas euch finden ganz geben gegen gehen genau gerade gern gleich groß grund haben halt hier hinter ihnen ihrer
    immer jede jeder jedoch jetzt jemand kein keiner klar kommen können lassen leider letzt machen manch mehr mein
    meist mich mit möchten mögen müssen nach nämlich neben nein nicht nichts noch nun nutzen nur oben oder ohne oft
    paar recht richtig sagen schon sehen sehr sein seit selbst sich sicher sie sind sogar solch soll sollen sondern
    sonst stehen statt über überhaupt uns unser unter viel vielleicht vom von vor wann warum was weder weil weit
    weiter welch welche wenig wenn wer werden wichtig wie wieder wir wird wirklich wissen wollen worden während
    würden ziemlich zudem zum zur zusammen zwar zwischen
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPACE = re.compile(r"\s+")


def prepared(text: str) -> str:
    """One line in composed, compatible characters; empty for what says nothing ("k. A.")."""
    line = _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    return "" if line.casefold() in _EMPTY else line


def joined(title: str, text: str) -> str:
    """Title and text of a contribution as one text."""
    return prepared(f"{title.rstrip('. ')}. {text}" if title.strip() else text)


@lru_cache(maxsize=200_000)
def _lemma(word: str) -> str:
    return simplemma.lemmatize(word, lang="de").lower()


def lemmas(text: str) -> list[str]:
    """The words of a text in their base form, small letters. Nouns keep their capital until they were looked up."""
    return [_lemma(word) for word in _WORD.findall(text)]
