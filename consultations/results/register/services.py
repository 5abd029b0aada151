"""Sealing registers, and checking them against what is stored."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.services import record
from consultations.contributions.attachments.models import Attachment
from consultations.process.enums import Action
from consultations.process.models import BERLIN, Phase, Process
from consultations.process.rules import require
from consultations.results.register import canonical, merkle
from consultations.results.register.models import RegisterCheck, RegisterEntry, RegisterSeal
from consultations.results.register.phases import is_closed, phases_with_register, unsealed, waiting_for
from consultations.results.register.verification import files_of, verify

#: Letters recorded later are sealed together, once a day.
BETWEEN_SUPPLEMENTS = timedelta(hours=20)
#: Checks of larger registers are left to a worker.
CHECKED_AT_ONCE = 5000


class NotClosed(ValueError):
    """The phase still takes contributions."""


class NothingToSeal(ValueError):
    """Everything received in the phase stands in a register already."""


@transaction.atomic
def seal_phase(phase: Phase, *, moment: datetime | None = None, actor=None) -> RegisterSeal | None:
    """Seal what was received in a closed phase and is in no register yet; None when there is nothing new.

    The first seal is made even of nothing: then it says that nothing came. Safe to repeat: a contribution stands in one
    register, and the process is locked meanwhile. Raises NotClosed.
    """
    # With its key: what is being received at this moment refers to the process, and the seal waits for it.
    process = Process.objects.select_for_update().get(pk=phase.process_id)
    moment = moment or timezone.now()
    if not is_closed(phase, moment):
        raise NotClosed(phase.key)
    earlier = RegisterSeal.objects.filter(process=process, phase_key=phase.key).aggregate(last=Max("number"))["last"]
    lines = _lines(phase, moment)
    if earlier and not lines:
        return None
    leaves = [line[0] for line in lines]
    seal = RegisterSeal.objects.create(
        process=process,
        phase=phase,
        phase_key=phase.key,
        phase_title=phase.title,
        number=(earlier or 0) + 1,
        sealed_at=moment,
        count=len(lines),
        content_format=canonical.LATEST,
        root=merkle.root_of(leaves).hex(),
        leaves=b"".join(leaves),
    )
    RegisterEntry.objects.bulk_create(
        [_entry(seal, position, line) for position, line in enumerate(lines)], batch_size=1000
    )
    record(actor, "register.seal", seal, scope=process.slug, count=seal.count, root=seal.root)
    return seal


def seal_now(phase: Phase, *, actor) -> RegisterSeal:
    """Seal a phase by hand. Raises PermissionDenied, NotClosed or NothingToSeal."""
    require(actor, Action.PUBLISH_RESULTS, phase.process)
    seal = seal_phase(phase, actor=actor)
    if seal is None:
        raise NothingToSeal(phase.key)
    return seal


def seal_due(moment: datetime | None = None) -> int:
    """Seal every closed phase that has no seal yet; returns how many."""
    moment = moment or timezone.now()
    sealed = RegisterSeal.objects.values_list("process_id", "phase_key")
    done, count = set(sealed), 0
    ended = Process.objects.filter(is_published=True, phases__ends_on__lt=moment.astimezone(BERLIN).date())
    for process in ended.distinct().prefetch_related("phases"):
        for phase in phases_with_register(process):
            if (process.pk, phase.key) not in done and is_closed(phase, moment):
                count += seal_phase(phase, moment=moment) is not None
    return count


def seal_supplements(moment: datetime | None = None) -> int:
    """Seal what was recorded since the seal of its phase, at most once a day; returns how many seals were made."""
    moment, count = moment or timezone.now(), 0
    latest = RegisterSeal.objects.order_by().values("process_id", "phase_key").annotate(last=Max("sealed_at"))
    known = {(row["process_id"], row["phase_key"]): row["last"] for row in latest}
    for process in Process.objects.filter(pk__in={pk for pk, _key in known}).prefetch_related("phases"):
        if not unsealed(process).exists():
            continue
        for phase in phases_with_register(process):
            last = known.get((process.pk, phase.key))
            if last and last + BETWEEN_SUPPLEMENTS <= moment and is_closed(phase, moment):
                count += seal_phase(phase, moment=moment) is not None
    return count


def begin_check(seal: RegisterSeal, *, actor) -> RegisterCheck:
    """Check a seal now, or have a worker do it where it is large. Raises PermissionDenied."""
    require(actor, Action.PUBLISH_RESULTS, seal.process)
    with transaction.atomic():
        check = RegisterCheck.objects.create(seal=seal)
        record(actor, "register.check", seal, scope=seal.process.slug)
        if seal.count > CHECKED_AT_ONCE:
            transaction.on_commit(lambda: _start(check.pk), robust=True)
    return check if seal.count > CHECKED_AT_ONCE else finish_check(check)


def finish_check(check: RegisterCheck) -> RegisterCheck:
    """Recompute a seal and write down what was found."""
    found = verify(check.seal)
    for name in ("is_intact", "same", "deleted", "emptied", "differing", "differing_count"):
        setattr(check, name, getattr(found, name))
    check.finished_at = timezone.now()
    check.save()
    return check


def _start(check_pk: int) -> None:
    """Ask a worker; if the broker is down, the sweep finds the check."""
    from consultations.results.register.tasks import check_register

    try:
        check_register.delay(check_pk)
    except Exception:  # every broker has exceptions of its own
        return


def _lines(phase: Phase, moment: datetime) -> list[tuple]:
    """What stands in the register, by the hash of the leaf: (leaf hash, content, receipt, day, key)."""
    lines, files = [], files_of(Attachment.objects.filter(contribution__in=unsealed(phase.process)))
    for row in waiting_for(phase, moment):
        content = canonical.content_hash(canonical.content_of(row, files.get(row["pk"], ())))
        receipt = canonical.receipt_hash(row["receipt_code"])
        day = row["received_at"].astimezone(BERLIN).date()
        hashed = merkle.leaf_hash(canonical.as_bytes(canonical.leaf(content, receipt, day)))
        lines.append((hashed, content, receipt, day, row["pk"]))
    return sorted(lines)


def _entry(seal: RegisterSeal, position: int, line: tuple) -> RegisterEntry:
    _hashed, content, receipt, day, contribution = line
    return RegisterEntry(
        seal=seal,
        position=position,
        contribution_id=contribution,
        receipt_hash=receipt.hex(),
        content_hash=content.hex(),
        received_on=day,
    )
