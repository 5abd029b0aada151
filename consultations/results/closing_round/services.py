"""Writes of the closing round."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, StakeholderCategory
from consultations.contributions.enums import Kind
from consultations.contributions.refusals import MayNotContribute, ParticipationClosed
from consultations.contributions.rules import Barrier, barrier, may_speak_for_oneself, organisations_of
from consultations.contributions.services import Receipt, Submission, submit_contribution
from consultations.process.models import Process
from consultations.results.closing_round.enums import Stand
from consultations.results.closing_round.models import Verdict
from consultations.results.closing_round.rounds import Round, round_of


class AnotherVersion(Exception):
    """The round is about another version by now: nobody agrees or objects to words they have not read."""


def _open_round(process: Process, user, organisation: Organisation | None, seen: int | None) -> Round:
    """The round that takes verdicts of this person now, one verdict of a person at a time.

    `seen` is the number of the version the person looked at; None asks nothing. Raises ParticipationClosed,
    MayNotContribute, AnotherVersion, or ValidationError for an organisation that is not theirs.
    """
    people = get_user_model().objects.select_for_update(no_key=True)
    if not user.is_authenticated or not people.filter(pk=user.pk).exists():
        raise MayNotContribute(Barrier.ACCOUNT)
    found = round_of(process)
    if found is None or not found.is_open:
        raise ParticipationClosed
    if seen is not None and seen != found.version.number:
        raise AnotherVersion
    if missing := barrier(user, process):
        raise MayNotContribute(missing)
    if organisation is None and not may_speak_for_oneself(process):
        raise ValidationError({"organisation": _("Please choose for whom you speak.")})
    if organisation is not None and not organisations_of(user).filter(pk=organisation.pk).exists():
        raise ValidationError({"organisation": _("You cannot speak for this organisation.")})
    return found


def _speaker(organisation: Organisation | None) -> dict:
    if organisation is None:
        return {"organisation_name": "", "category": StakeholderCategory.objects.individual()}
    return {"organisation_name": organisation.name, "category": organisation.category}


@transaction.atomic
def agree(
    process: Process,
    user,
    lineages: Iterable[str],
    *,
    organisation: Organisation | None = None,
    seen: int | None = None,
) -> int:
    """Agree to changed paragraphs; an earlier objection to one of them no longer counts. Returns how many changed.

    What was given as reason of an objection stays a contribution and is answered. Unknown paragraphs are passed over.
    Raises what `_open_round` raises.
    """
    found = _open_round(process, user, organisation, seen)
    known = {change.lineage for change in found.changes} & set(lineages)
    count = 0
    for lineage in sorted(known):
        earlier = Verdict.objects.filter(version=found.version, lineage=lineage, user=user).first()
        if earlier is not None and earlier.stand == Stand.AGREE:
            continue
        Verdict.objects.update_or_create(
            version=found.version,
            lineage=lineage,
            user=user,
            defaults={
                "stand": Stand.AGREE,
                "contribution": None,
                "given_at": timezone.now(),
                **_speaker(organisation),
            },
        )
        count += 1
    return count


@transaction.atomic
def object_to(
    process: Process,
    user,
    lineage: str,
    *,
    reason: str,
    publication: str,
    organisation: Organisation | None = None,
    seen: int | None = None,
) -> Receipt:
    """Object to a changed paragraph. The reason is submitted as a contribution, with its receipt.

    Raises ValueError for a paragraph that did not change, what `_open_round` raises, and what `submit_contribution`
    raises for a reason that cannot be stored.
    """
    found = _open_round(process, user, organisation, seen)
    change = found.change(lineage)
    target = found.target(change) if change else None
    if target is None:
        raise ValueError("The paragraph did not change.")
    title = _("Objection to paragraph %(number)s") % {"number": change.paragraph.number}
    submission = Submission(
        kind=Kind.CONCERN, text=reason, title=title, publication=publication, organisation=organisation
    )
    receipt = submit_contribution(target, user, submission)
    Verdict.objects.update_or_create(
        version=found.version,
        lineage=lineage,
        user=user,
        defaults={
            "stand": Stand.OBJECT,
            "contribution": receipt.contribution,
            "given_at": timezone.now(),
            **_speaker(organisation),
        },
    )
    return receipt
