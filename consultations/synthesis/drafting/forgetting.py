"""Drafts of a language model keep no words that their authors took back or moderators took out.

A draft quotes passages, and so does the raw output. The sentences stay, with the passages they rest on: what became of
them has to remain open to a check.
"""

from collections.abc import Collection

from django.db import transaction

from consultations.contributions.models import Contribution
from consultations.synthesis.drafting.models import DraftRun
from consultations.synthesis.models import Segment


@transaction.atomic
def forget_quotes(contribution: Contribution) -> int:
    """Empty what drafts quote of a contribution, also while one is being made; returns how many drafts did.

    Passages that are gone count as its own: shortening a text drops those of which no word is left.
    """
    runs = DraftRun.objects.filter(finding__process=contribution.process_id)
    sent = {pk: set(keys) for pk, keys in runs.values_list("pk", "segments_sent") if keys}
    if not sent:
        return 0
    named = set().union(*sent.values())
    others = Segment.objects.exclude(contribution=contribution).filter(pk__in=named)
    theirs = named - set(others.values_list("pk", flat=True))
    return _forget([pk for pk, keys in sent.items() if keys & theirs], theirs)


@transaction.atomic
def forget_changed(run: DraftRun, texts: dict[int, str], now: dict[int, str]) -> None:
    """Empty what a draft that was just made quotes of passages that read otherwise by now, or not at all."""
    if changed := {key for key, text in texts.items() if now.get(key) != text}:
        _forget([run.pk], changed)


def _forget(runs: Collection[int], segments: set[int]) -> int:
    rows = DraftRun.objects.select_for_update(no_key=True).filter(pk__in=runs).order_by("pk")
    count = 0
    for run in rows:
        quotes = [
            citation
            for sentence in [*run.accepted, *run.dropped]
            for citation in sentence["citations"]
            if citation["segment"] in segments and citation["quote"]
        ]
        if not quotes and not run.raw_output:
            continue
        for citation in quotes:
            citation["quote"] = ""
        run.raw_output = ""
        run.save(update_fields=["accepted", "dropped", "raw_output"])
        count += 1
    return count
