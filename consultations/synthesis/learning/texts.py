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
