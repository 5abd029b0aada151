"""Reads of the register for pages: seals, the counts that add up, and what a receipt proves."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from consultations.contributions import codes
from consultations.contributions.attachments.models import Attachment
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.results.register import canonical, merkle
from consultations.results.register.models import RegisterEntry, RegisterSeal
from consultations.results.register.phases import unsealed
from consultations.results.register.verification import FIELDS, Stored, compare

#: The procedure for checking a receipt without this site; the page and the documentation show the same lines.
PROCEDURE = Path(__file__).with_name("check_receipt.txt")

_INTERNAL = Q(contribution__publication=Publication.INTERNAL)
_RELEASED = Q(contribution__state=State.RELEASED) & ~_INTERNAL
#: What became of what was received: name, words, and the condition on entries. Each entry fits exactly one.
FATES: list[tuple[str, Any, Q]] = [
    ("published", _("published in full"), _RELEASED & Q(contribution__is_redacted=False)),
    ("shortened", _("published, shortened by the moderation"), _RELEASED & Q(contribution__is_redacted=True)),
    ("merged", _("counted with another contribution"), Q(contribution__state=State.MERGED)),
    ("internal", _("evaluated without being published"), Q(contribution__state=State.RELEASED) & _INTERNAL),
    ("waiting", _("waiting for the moderation"), Q(contribution__state__in=(State.PENDING, State.UNCONFIRMED))),
    ("rejected", _("not published"), Q(contribution__state=State.REJECTED)),
    ("withdrawn", _("withdrawn by the author"), Q(contribution__state=State.WITHDRAWN)),
    ("deleted", _("deleted on demand"), Q(contribution__isnull=True)),
]


@dataclass(frozen=True)
class Fate:
    """One line of the table of what became of everything received."""

    key: str
    label: str
    #: One number for each seal, in their order.
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Balance:
    """Whether what became of everything adds up to what was sealed."""

    fates: list[Fate]
    received: list[int]

    @property
    def total(self) -> int:
        return sum(self.received)

    @property
    def adds_up(self) -> bool:
        """Whether each seal's lines are all accounted for."""
        return [sum(column) for column in zip(*(fate.counts for fate in self.fates), strict=True)] == self.received


def seals_of(process: Process) -> QuerySet[RegisterSeal]:
    """The seals of a process, oldest first, without their leaves."""
    return RegisterSeal.objects.light().filter(process=process).order_by("sealed_at", "pk")


def balance(seals: list[RegisterSeal]) -> Balance:
    """What became of the contributions of seals; one query however many there are."""
    counts = {key: Count("pk", filter=condition) for key, _label, condition in FATES}
    rows = (
        RegisterEntry.objects.filter(seal__in=[seal.pk for seal in seals]).order_by().values("seal").annotate(**counts)
    )
    by_seal = {row["seal"]: row for row in rows}
    fates = [
        Fate(key, str(label), [by_seal.get(seal.pk, {}).get(key, 0) for seal in seals])
        for key, label, _condition in FATES
    ]
    return Balance(fates, [seal.count for seal in seals])


def not_sealed_yet(process: Process) -> int:
    """How many contributions were received that stand in no register yet."""
    return unsealed(process).count()


@dataclass(frozen=True)
class Proof:
    """What a receipt proves: the line, the way to the root, and whether what is stored is what was received."""

    entry: RegisterEntry
    seal: RegisterSeal
    path: list[merkle.Neighbour]
    stored: Stored
    fate: str
    content: dict[str, Any] | None

    @property
    def is_valid(self) -> bool:
        """Whether the way from the line leads to the root."""
        leaf = merkle.leaf_hash(canonical.as_bytes(self.entry.leaf))
        return merkle.leads_to(leaf, self.path, bytes.fromhex(self.seal.root))

    def as_file(self) -> dict[str, Any]:
        """The receipt as people keep it: enough to check it without this site."""
        return {
            "format": "konzeptdialog-receipt/1",
            "process": self.seal.process.slug,
            "register": f"{self.seal.phase_key}-{self.seal.number}",
            "root": self.seal.root,
            "line": self.entry.line,
            "received": self.entry.received_on.isoformat(),
            "content": self.content,
            "leaf": self.entry.leaf,
            "path": [{"side": step.side, "hash": step.hash.hex()} for step in self.path],
            "algorithm": merkle.ALGORITHM,
        }


def proof_for(process: Process, receipt_code: str) -> Proof | None:
    """What the holder of a receipt code can prove, None when the code stands in no register of the process."""
    hashed = canonical.receipt_hash(codes.normalise(receipt_code)).hex()
    entry = (
        RegisterEntry.objects.filter(seal__process=process, receipt_hash=hashed).select_related("seal__process").first()
    )
    if entry is None:
        return None
    # A line whose contribution was deleted has no key any more, and so no row.
    row = Contribution.objects.filter(pk=entry.contribution_id).values(*FIELDS).first()
    form, attached = entry.seal.content_format, Attachment.objects.filter(contribution=entry.contribution_id)
    files = [] if row is None else list(attached.values_list("sha256", flat=True))
    stored = compare(row, entry.content_hash, files, form=form)
    return Proof(
        entry=entry,
        seal=entry.seal,
        path=merkle.path_to(entry.seal.leaf_hashes(), entry.position),
        stored=stored,
        fate=fate_of(entry),
        content=canonical.content_of(row, files, form=form) if row and stored == Stored.SAME else None,
    )


def fate_of(entry: RegisterEntry) -> str:
    """What became of the contribution of an entry, in words."""
    row = RegisterEntry.objects.filter(pk=entry.pk)
    return next((str(label) for _key, label, condition in FATES if row.filter(condition).exists()), "")


def is_received(process: Process, receipt_code: str) -> bool:
    """Whether a receipt code belongs to something received in the process that stands in no register yet."""
    return unsealed(process).filter(receipt_code=codes.normalise(receipt_code)).exists()


def seal_of(contribution: Contribution) -> RegisterSeal | None:
    """The seal a contribution stands under, None while there is none."""
    return RegisterSeal.objects.light().filter(entries__contribution=contribution).first()
