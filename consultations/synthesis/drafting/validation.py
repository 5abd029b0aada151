"""What of a model's answer may be shown: only sentences whose sources were sent and say what is quoted."""

import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from consultations.synthesis.drafting.enums import Dropped

#: A sentence longer than this is none.
MOST_LETTERS = 1000
#: A quotation of fewer words proves nothing, unless it is the whole passage.
LEAST_WORDS = 3

_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»‹›‚‘’‛'`´", '"'))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def normalised(text: str) -> str:
    """A text without what does not count in a quotation: case, spaces, kinds of quotation marks and dashes."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_QUOTES).translate(_DASHES)
    return " ".join(text.casefold().split())


@dataclass
class Answer:
    """What one answer of the model holds."""

    accepted: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    #: Segments the model says it read, or quotes rightly.
    returned: set[int] = field(default_factory=set)
    #: False for what is no JSON of the kind we asked for.
    is_readable: bool = True


def check(content: str, texts: dict[int, str]) -> Answer:
    """Sort the sentences of an answer; `texts` are the passages as they were sent, by the keys of their segments."""
    data = _read(content)
    if data is None:
        return Answer(dropped=[_dropped(content[:MOST_LETTERS], [], Dropped.UNREADABLE)], is_readable=False)
    answer = Answer()
    known = {key: normalised(text) for key, text in texts.items()}
    processed = data.get("processed")
    answer.returned = (
        {key for key in processed if _is_key(key) and key in texts} if isinstance(processed, list) else set()
    )
    for sentence in data["sentences"]:
        text, citations = _parts(sentence)
        if text is None:
            answer.dropped.append(_dropped(json.dumps(sentence, ensure_ascii=False), [], Dropped.UNREADABLE))
            continue
        reason = _fault(text, citations, known)
        if reason is None:
            answer.accepted.append({"text": text, "citations": citations})
            answer.returned |= {citation["segment"] for citation in citations}
        else:
            answer.dropped.append(_dropped(text, citations, reason))
    return answer


def _read(content: str) -> dict[str, Any] | None:
    """The JSON object of an answer, also out of a fenced block; None when there is none with sentences."""
    fenced = re.fullmatch(r"\s*```(?:json)?\s*(.*?)\s*```\s*", content, re.DOTALL)
    try:
        data = json.loads(fenced[1] if fenced else content)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and isinstance(data.get("sentences"), list) else None


def _parts(sentence: Any) -> tuple[str | None, list[dict[str, Any]]]:
    """Text and citations of a sentence as plain values; no text when it is not of the kind we asked for."""
    if not isinstance(sentence, dict) or not isinstance(sentence.get("text"), str):
        return None, []
    text = " ".join("".join(c if c.isprintable() else " " for c in sentence["text"]).split())
    if not text or len(text) > MOST_LETTERS:
        return None, []
    citations = sentence.get("citations")
    found = []
    for citation in citations if isinstance(citations, list) else []:
        if not isinstance(citation, dict) or not isinstance(citation.get("quote", ""), str):
            return None, []
        found.append({"segment": citation.get("id"), "quote": citation.get("quote", "")[:MOST_LETTERS]})
    return text, found


def _fault(text: str, citations: list[dict[str, Any]], known: dict[int, str]) -> Dropped | None:
    """What is wrong with a sentence: one wrong citation is enough, for nobody could tell the right ones apart."""
    if not citations:
        return Dropped.NO_SOURCE
    if any(not _is_key(citation["segment"]) or citation["segment"] not in known for citation in citations):
        return Dropped.UNKNOWN_SOURCE
    quoted = ""
    for citation in citations:
        quote, source = normalised(citation["quote"]).strip('". '), known[citation["segment"]]
        if not quote or (len(quote.split()) < LEAST_WORDS and quote != source.strip('". ')):
            return Dropped.NO_QUOTE
        if quote not in source:
            return Dropped.INVENTED_QUOTE
        quoted += f" {quote}"
    numbers = set(re.findall(r"\d+", normalised(text)))
    return Dropped.OWN_NUMBER if numbers - set(re.findall(r"\d+", quoted)) else None


def _is_key(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _dropped(text: str, citations: list[dict[str, Any]], reason: Dropped) -> dict[str, Any]:
    return {"text": text[:MOST_LETTERS], "citations": citations, "reason": reason.value}
