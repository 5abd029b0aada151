"""Texts as people write them, by the thousand: sentences of the demonstration's contributions put together anew."""

import random
import re

from consultations.demo.loader import read

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def recombined(number: int, seed: int = 1) -> list[tuple[str, str, str]]:
    """Title, text and key of the action field of so many contributions; the sentences of a text are of one field."""
    chance = random.Random(seed)
    of_finding = {row["id"]: row.get("action_field") for row in read("findings")["findings"]}
    sentences: dict[str, list[str]] = {}
    titles: dict[str, list[str]] = {}
    for row in read("contributions")["contributions"]:
        field = row.get("action_field") or of_finding.get(row.get("finding"))
        if field:
            sentences.setdefault(field, []).extend(_SENTENCE.split(row["text"].strip()))
            titles.setdefault(field, []).append(row.get("title") or "Hinweis")
    fields = sorted(sentences)
    texts = []
    for place in range(number):
        field = chance.choice(fields)
        some = chance.sample(sentences[field], min(chance.randint(2, 5), len(sentences[field])))
        # A number makes each one different, as names of places do.
        texts.append(
            (chance.choice(titles[field]), " ".join(_varied(one, chance) for one in some) + f" {place}", field)
        )
    return texts


def _varied(sentence: str, chance: random.Random) -> str:
    """A sentence without some of its words, one of them changed: people do not write the same vocabulary twice."""
    words = [word for word in sentence.split() if chance.random() > 0.1]
    if words and chance.random() < 0.5:
        at = chance.randrange(len(words))
        words[at] += chance.choice(("straße", "dorf", "stadt", "kurs", "haus", "amt", "stelle", "zeit")) + str(
            chance.randrange(40)
        )
    return " ".join(words)
