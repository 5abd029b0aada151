"""What stays of a name when spelling is taken away, so that the same organisation is found twice."""

import re
import unicodedata
from urllib.parse import urlsplit

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "&": " und ", "+": " und "})

#: Legal forms say how an organisation is registered, not which one it is. Written as they look when folded.
_LEGAL_FORMS = re.compile(
    r"\b(?:eingetragener verein|gemeinnuetzige gmbh|ug haftungsbeschraenkt|"
    r"(?:koerperschaft|anstalt|stiftung) des oeffentlichen rechts|in gruendung|"
    r"n ?e ?v|e ?v|g ?gmbh|gmbh|mbh|e ?g|gbr|ohg|kgaa|kg|ug|ag|i ?gr|k ?d ?oe ?r|a ?oe ?r)\b"
)

#: Abbreviations people use for one another when they write down an organisation.
_ABBREVIATIONS = {
    "lv": "landesverband",
    "kv": "kreisverband",
    "ov": "ortsverband",
    "bv": "bundesverband",
    "lk": "landkreis",
    "landkr": "landkreis",
    "ges": "gesellschaft",
    "st": "sankt",
    "lsa": "sachsen anhalt",
    "drk": "deutsches rotes kreuz",
    "awo": "arbeiterwohlfahrt",
    "asb": "arbeiter samariter bund",
    "dgb": "deutscher gewerkschaftsbund",
    "vhs": "volkshochschule",
    "ihk": "industrie und handelskammer",
    "hwk": "handwerkskammer",
    "kita": "kindertagesstaette",
    "uni": "universitaet",
}

#: Sites on which many organisations have a page: the same host says nothing there.
_SHARED_HOSTS = (
    "facebook.com",
    "instagram.com",
    "linkedin.com",
    "x.com",
    "youtube.com",
    "wixsite.com",
    "jimdosite.com",
)

_REGISTER = re.compile(r"(vr|hrb|hra|gnr|pr|gsr)\s*0*(\d+)\s*([a-z]?)\b")


def folded(text: str) -> str:
    """Small letters without accents, umlauts written out, words parted by one space."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def name_key(name: str) -> str:
    """The words of a name that tell organisations apart, each once; the folded name when nothing else is left."""
    plain = folded(name)
    words = " ".join(_ABBREVIATIONS.get(word, word) for word in _LEGAL_FORMS.sub(" ", plain).split())
    return " ".join(dict.fromkeys(words.split())) or plain


def squeezed(key: str) -> str:
    """A key without its spaces: "Flüchtlings-Rat" and "Flüchtlingsrat" are one word."""
    return key.replace(" ", "")


def website_host(website: str) -> str:
    """The host of a website without `www.`; empty for sites that many share."""
    try:
        host = (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    shared = any(host == name or host.endswith(f".{name}") for name in _SHARED_HOSTS)
    return "" if shared else host


def register_key(number: str) -> str:
    """Kind and number of an entry in a register, e.g. `vr1234`; what else was typed when it has another form."""
    plain = folded(number)
    found = _REGISTER.search(plain)
    return "".join(found.groups()) if found else squeezed(plain)


def register_court(number: str) -> str:
    """The place of the register, as far as it was typed: numbers are given anew at every court."""
    plain = _REGISTER.sub(" ", folded(number))
    return " ".join(word for word in plain.split() if word not in {"amtsgericht", "ag", "registergericht", "nr"})
