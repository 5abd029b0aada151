"""Topics as a tree inside each action field: created, renamed, moved, merged and split, each with its history.

Every change locks the action field first, so that two people who reorder at once come one after the other.
"""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.services import record
from consultations.process.enums import Action
from consultations.process.rules import require
from consultations.synthesis.locking import lock_segments
from consultations.synthesis.models import ActionField, Segment, Topic
from consultations.synthesis.services import assign
from consultations.synthesis.workbench.models import TopicChange

#: How deep topics nest.
DEEPEST = 3
#: What a person writes about a topic.
WORDS = ("title", "definition", "example")


class TopicRefused(ValueError):
    """The change cannot be made; the message is a sentence for people."""


def _locked(action_field: ActionField, actor, *, one_goes: bool = False) -> dict[int, Topic]:
    """All topics of the field by key, locked after the field itself; raises PermissionDenied.

    `one_goes`: one of them is about to be deleted, so nobody may come to point to them meanwhile.
    """
    require(actor, Action.CODE, action_field.process)
    ActionField.objects.select_for_update(no_key=True).get(pk=action_field.pk)
    rows = Topic.objects.select_for_update(of=("self",), no_key=not one_goes).filter(action_field=action_field)
    rows = rows.order_by("pk")
    return {topic.pk: topic for topic in rows}


def _mine(topics: dict[int, Topic], topic: Topic | None) -> Topic | None:
    if topic is not None and topic.pk not in topics:
        raise TopicRefused(_("This topic is not there any more; somebody has merged it with another one."))
    return topics[topic.pk] if topic is not None else None


def _level(topics: dict[int, Topic], topic: Topic | None) -> int:
    level = 0
    while topic is not None:
        level, topic = level + 1, topics.get(topic.parent_id)
    return level


def _height(topics: dict[int, Topic], topic: Topic) -> int:
    parts = [other for other in topics.values() if other.parent_id == topic.pk]
    return 1 + max((_height(topics, part) for part in parts), default=0)


def _check_title(topics: dict[int, Topic], title: str, own: int | None = None) -> str:
    title = title.strip()
    if not title:
        raise TopicRefused(_("Please name the topic."))
    if any(other.title.casefold() == title.casefold() and other.pk != own for other in topics.values()):
        raise TopicRefused(_("This action field already has a topic of this name. You can merge the two."))
    return title


def _check_depth(topics: dict[int, Topic], parent: Topic | None, height: int = 1) -> None:
    if _level(topics, parent) + height > DEEPEST:
        raise TopicRefused(_("Topics nest up to three levels."))


def _keep(topic: Topic, kind: str, actor, *, reason: str = "", before=None, after=None, moved: int = 0) -> TopicChange:
    """Write the history and the log."""
    change = TopicChange.objects.create(
        action_field=topic.action_field,
        topic=topic,
        kind=kind,
        before=before or {},
        after=after or {},
        reason=reason.strip(),
        segments_count=moved,
        person=actor,
    )
    verb = f"{kind}_topics" if kind == TopicChange.Kind.MERGE else f"{kind}_topic"
    field = topic.action_field
    record(
        actor,
        f"synthesis.{verb}",
        topic,
        scope=field.process.slug,
        reason=reason,
        before=before,
        after=after,
        moved=moved,
    )
    return change


def _described(topic: Topic) -> dict[str, Any]:
    return {name: getattr(topic, name) for name in WORDS}


@transaction.atomic
def create_topic(action_field: ActionField, *, actor, title: str, parent: Topic | None = None, **words: str) -> Topic:
    """A new topic at the end of its level. Raises TopicRefused for a name that is taken, or below the third level."""
    topics = _locked(action_field, actor)
    parent = _mine(topics, parent)
    title = _check_title(topics, title)
    _check_depth(topics, parent)
    order = max((topic.order for topic in topics.values()), default=0) + 1
    topic = Topic.objects.create(action_field=action_field, parent=parent, title=title, order=order, **words)
    _keep(topic, TopicChange.Kind.CREATE, actor, after=_described(topic))
    return topic


@transaction.atomic
def change_topic(topic: Topic, *, actor, reason: str = "", seen: dict[str, str] | None = None, **words: str) -> bool:
    """Rename a topic, or say anew what belongs to it; returns whether anything changed.

    `seen` is what the person started from. Raises TopicRefused for a name that is taken, or when somebody else changed
    it in the meantime.
    """
    topics = _locked(topic.action_field, actor)
    row = _mine(topics, topic)
    before = _described(row)
    if seen is not None and seen != before:
        raise TopicRefused(_("Somebody else changed this topic in the meantime. Your text is kept; please compare."))
    if "title" in words:
        words["title"] = _check_title(topics, words["title"], own=row.pk)
    if {**before, **words} == before:
        return False
    for name in WORDS:
        setattr(row, name, words.get(name, before[name]))
    row.save(update_fields=WORDS)
    _keep(row, TopicChange.Kind.CHANGE, actor, reason=reason, before=before, after=_described(row))
    return True


@transaction.atomic
def move_topic(topic: Topic, parent: Topic | None, *, actor, reason: str = "") -> bool:
    """Put a topic with all its parts below another one, or at the top; returns whether it was somewhere else.

    Raises TopicRefused when it would be part of itself or too deep.
    """
    topics = _locked(topic.action_field, actor)
    row, parent = _mine(topics, topic), _mine(topics, parent)
    if row.parent_id == (parent.pk if parent else None):
        return False
    above = parent
    while above is not None:
        if above.pk == row.pk:
            raise TopicRefused(_("A topic cannot be part of itself."))
        above = topics.get(above.parent_id)
    _check_depth(topics, parent, _height(topics, row))
    before = topics[row.parent_id].title if row.parent_id else ""
    row.parent = parent
    row.save(update_fields=["parent"])
    _keep(
        row,
        TopicChange.Kind.MOVE,
        actor,
        reason=reason,
        before={"title": row.title, "parent": before},
        after={"title": row.title, "parent": parent.title if parent else ""},
    )
    return True


@transaction.atomic
def merge_topics(topic: Topic, into: Topic, *, actor, reason: str) -> int:
    """Merge a topic into another of its field: passages, parts, notes and history go along; returns how many passages.

    The topic is gone afterwards; what it was called and how it was defined stays in the history of the other.
    Raises TopicRefused without a reason, for topics of different fields, or when its parts would lie too deep.
    """
    if not reason.strip():
        raise TopicRefused(_("Please give a reason."))
    topics = _locked(topic.action_field, actor, one_goes=True)
    row, into = _mine(topics, topic), _mine(topics, into)
    if row.pk == into.pk:
        raise TopicRefused(_("A topic cannot be merged with itself."))
    above = topics.get(into.parent_id)
    while above is not None:
        if above.pk == row.pk:
            raise TopicRefused(_("A topic cannot be merged into its own part. Please move the part first."))
        above = topics.get(above.parent_id)
    parts = [part for part in topics.values() if part.parent_id == row.pk]
    for part in parts:
        _check_depth(topics, into, _height(topics, part))
    # In the order of their keys, as everybody who assigns locks them.
    moved = len(Segment.objects.select_for_update(of=("self",), no_key=True).filter(topic=row).order_by("pk"))
    _redirect(row, into)
    before = {**_described(row), "key": row.pk}
    row.delete()
    _keep(into, TopicChange.Kind.MERGE, actor, reason=reason, before=before, after=_described(into), moved=moved)
    return moved


def merged_away(fields: Iterable[int]) -> dict[int, int]:
    """Topics of these fields that went into another one, by the keys both have or had; chains lead to their end."""
    # Merging redirects the history as well, so each change names the topic that is there now.
    rows = TopicChange.objects.filter(kind=TopicChange.Kind.MERGE, action_field__in=fields, topic__isnull=False)
    found = {before.get("key"): topic for before, topic in rows.values_list("before", "topic")}
    return {gone: topic for gone, topic in found.items() if gone is not None}


def _redirect(topic: Topic, into: Topic) -> None:
    """Whatever points to a topic points to the other one, also what features above have."""
    for relation in Topic._meta.related_objects:
        name = relation.field.name
        for model in {relation.related_model}:
            try:
                with transaction.atomic():
                    model._base_manager.filter(**{name: topic}).update(**{name: into})
            except IntegrityError as error:
                # Both have their own there; only people can say which of the two counts.
                raise TopicRefused(_("The two topics cannot be merged: both are in use at the same place.")) from error


@transaction.atomic
def split_topic(
    topic: Topic, segments: Iterable[Segment], *, actor, title: str, reason: str = "", definition: str = ""
) -> Topic:
    """A new topic beside another one, with these of its passages.

    Raises TopicRefused without passages of the topic, or for a name that is taken.
    """
    topics = _locked(topic.action_field, actor)
    row = _mine(topics, topic)
    field = row.action_field
    chosen = Segment.objects.filter(pk__in=[segment.pk for segment in segments], topic=row)
    rows = lock_segments(chosen).segments
    if not rows:
        raise TopicRefused(_("Please tick at least one passage of this topic."))
    title = _check_title(topics, title)
    made = Topic.objects.create(
        action_field=field, parent=row.parent, title=title, order=row.order, definition=definition.strip()
    )
    moved = assign(field.process, rows, actor=actor, action_field=field, topic=made)
    _keep(
        made,
        TopicChange.Kind.SPLIT,
        actor,
        reason=reason,
        before={"title": row.title},
        after=_described(made),
        moved=moved,
    )
    return made
