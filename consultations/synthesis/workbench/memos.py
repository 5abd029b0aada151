"""Notes of the team about passages and topics; nobody else reads them."""

from django.db import transaction

from audit.services import record
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis.models import Segment, Topic
from consultations.synthesis.workbench.models import Memo


@transaction.atomic
def write_memo(
    process: Process, *, actor, text: str, segment: Segment | None = None, topic: Topic | None = None
) -> Memo:
    """Store a note about a passage or a topic of the process; raises ValueError when it is empty or about neither."""
    require(actor, Action.CODE, process)
    if not text.strip() or (segment is None) == (topic is None):
        raise ValueError("A note has a text and is about one thing.")
    owner = segment.contribution.process_id if segment else topic.action_field.process_id
    if owner != process.pk:
        raise ValueError("A note is about something of its own process.")
    contribution = segment.contribution if segment else None
    memo = Memo.objects.create(
        process=process, contribution=contribution, segment=segment, topic=topic, text=text.strip(), author=actor
    )
    # Without the words: the whole team reads the log, and the note stays where it was written.
    record(actor, "synthesis.memo", contribution or topic, scope=process.slug)
    return memo


@transaction.atomic
def remove_memo(memo: Memo, *, actor) -> None:
    """Take back a note of one's own; raises ValueError for another person's."""
    require(actor, Action.CODE, memo.process)
    if memo.author_id != actor.pk:
        raise ValueError("A note belongs to who wrote it.")
    record(actor, "synthesis.remove_memo", memo.contribution or memo.topic, scope=memo.process.slug)
    memo.delete()
