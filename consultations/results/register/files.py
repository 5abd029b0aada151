"""The files people download: the whole register, its seal as text, and a receipt."""

import json
from collections.abc import Iterator

from django.utils import timezone

from consultations.results.register import merkle
from consultations.results.register.models import RegisterEntry, RegisterSeal


def _head(seal: RegisterSeal) -> dict:
    head = {
        "format": "konzeptdialog-register/1",
        "process": seal.process.slug,
        "register": f"{seal.phase_key}-{seal.number}",
        "phase": seal.phase_title,
        "sealed_at": seal.sealed_at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds"),
        "algorithm": merkle.ALGORITHM,
        "content_format": seal.content_format,
        "count": seal.count,
        "root": seal.root,
    }
    return head | ({"note": seal.process.demo_notice} if seal.process.demo_notice else {})


def register_lines(seal: RegisterSeal) -> Iterator[str]:
    """The register as JSON, one leaf a line, without ever holding all of them."""
    head = json.dumps(_head(seal), ensure_ascii=False, indent=1)
    yield head[: head.rindex("\n}")] + ',\n "leaves": [\n'
    entries = RegisterEntry.objects.filter(seal=seal).order_by("position")
    waiting = ""
    for entry in entries.iterator(chunk_size=2000):
        if waiting:
            yield waiting + ",\n"
        waiting = "  " + json.dumps(entry.leaf, sort_keys=True)
    yield waiting + "\n ]\n}\n"


def seal_text(seal: RegisterSeal) -> str:
    """The seal for printing, mailing or keeping with a notary."""
    return "".join(f"{name}: {value}\n" for name, value in _head(seal).items())
