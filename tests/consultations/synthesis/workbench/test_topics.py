"""Topics as a tree with history."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.synthesis.models import Topic
from consultations.synthesis.services import assign
from consultations.synthesis.workbench.memos import write_memo
from consultations.synthesis.workbench.models import TopicChange
from consultations.synthesis.workbench.queries import topic_trees
from consultations.synthesis.workbench.topics import (
    TopicRefused,
    change_topic,
    create_topic,
    merge_topics,
    move_topic,
    split_topic,
)
from tests.factories.consultations import ActionFieldFactory


@pytest.fixture
def field(process):
    return ActionFieldFactory(process=process, slug="sprache", title="Sprache")


@pytest.fixture
def make_topic(cast, field):
    return lambda title, **fields: create_topic(field, actor=cast.analyst, title=title, **fields)


def test_topics_nest_up_to_three_levels_and_have_their_name_once(make_topic):
    one = make_topic("Kurse")
    two = make_topic("Auf dem Land", parent=one)
    make_topic("Abends", parent=two)
    with pytest.raises(TopicRefused):
        make_topic("Zu tief", parent=Topic.objects.get(title="Abends"))
    for title in ("kurse", "  ", ""):
        with pytest.raises(TopicRefused):
            make_topic(title)


def test_moving_takes_the_parts_along_but_never_into_themselves(cast, make_topic):
    one, other = make_topic("Kurse"), make_topic("Mitteln")
    part = make_topic("Auf dem Land", parent=one)
    make_topic("Abends", parent=part)
    for topic, parent in ((one, part), (one, one), (one, other)):
        with pytest.raises(TopicRefused):
            move_topic(topic, parent, actor=cast.analyst)
    assert move_topic(part, other, actor=cast.analyst, reason="Passt besser.")
    part.refresh_from_db()
    assert part.parent == other
    change = TopicChange.objects.get(kind="move")
    assert (change.before["parent"], change.after["parent"], change.reason) == ("Kurse", "Mitteln", "Passt besser.")


def test_renaming_keeps_what_it_was_called_and_notices_others(cast, make_topic):
    topic = make_topic("Kurse")
    seen = {"title": "Kurse", "definition": "", "example": ""}
    assert change_topic(topic, actor=cast.analyst, seen=seen, title="Sprachkurse", reason="Klarer.")
    assert not change_topic(topic, actor=cast.analyst, title="Sprachkurse")
    with pytest.raises(TopicRefused):
        change_topic(topic, actor=cast.moderator, seen=seen, title="Deutschkurse")
    change = TopicChange.objects.get(kind="change")
    assert (change.before["title"], change.after["title"], change.person) == ("Kurse", "Sprachkurse", cast.analyst)


def test_merging_loses_nothing(cast, process, make_topic, make_contribution):
    gone, stays = make_topic("Dolmetschen", definition="Am Telefon"), make_topic("Sprachmittlung")
    part = make_topic("In Praxen", parent=gone)
    row = make_contribution().segments.get()
    assign(process, [row], actor=cast.analyst, topic=gone)
    memo = write_memo(process, actor=cast.analyst, text="Abgrenzung.", topic=gone)
    with pytest.raises(TopicRefused):
        merge_topics(gone, stays, actor=cast.analyst, reason=" ")
    with pytest.raises(TopicRefused):
        merge_topics(gone, part, actor=cast.analyst, reason="Dasselbe.")
    assert merge_topics(gone, stays, actor=cast.analyst, reason="Dasselbe.") == 1
    for changed in (row, memo, part):
        changed.refresh_from_db()
    assert (row.topic, memo.topic, part.parent) == (stays, stays, stays)
    change = TopicChange.objects.get(kind="merge")
    assert (change.before["definition"], change.segments_count, change.topic) == ("Am Telefon", 1, stays)
    # How the merged one came about is read with the one it went into.
    assert TopicChange.objects.filter(topic=stays, kind="create").count() == 2
    with pytest.raises(TopicRefused):
        move_topic(Topic(pk=change.pk + 999, action_field=stays.action_field), None, actor=cast.analyst)


def test_splitting_takes_the_ticked_passages(cast, process, make_topic, make_contribution):
    topic = make_topic("Kurse")
    one, two = (make_contribution(text=f"Nr. {number}").segments.get() for number in range(2))
    assign(process, [one, two], actor=cast.analyst, topic=topic)
    with pytest.raises(TopicRefused):
        split_topic(topic, [], actor=cast.analyst, title="Abendkurse")
    made = split_topic(topic, [one], actor=cast.analyst, title="Abendkurse")
    for row in (one, two):
        row.refresh_from_db()
    assert (one.topic, two.topic) == (made, topic)
    assert TopicChange.objects.get(kind="split").before == {"title": "Kurse"}


@pytest.mark.parametrize("who", ["editor", "observer", "stakeholder", "outsider"])
def test_only_analysts_work_on_topics(cast, field, make_topic, who):
    topic, actor = make_topic("Kurse"), getattr(cast, who)
    for attempt in (
        lambda: create_topic(field, actor=actor, title="Neu"),
        lambda: change_topic(topic, actor=actor, title="Neu"),
        lambda: move_topic(topic, None, actor=actor),
        lambda: merge_topics(topic, topic, actor=actor, reason="R"),
        lambda: split_topic(topic, [], actor=actor, title="Neu"),
        lambda: write_memo(field.process, actor=actor, text="T", topic=topic),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_topic_belongs_to_its_field_and_brings_it_along(cast, process, make_topic, make_contribution):
    topic, row = make_topic("Kurse"), make_contribution().segments.get()
    other = ActionFieldFactory(process=process)
    with pytest.raises(ValueError):
        assign(process, [row], actor=cast.analyst, action_field=other, topic=topic)
    assign(process, [row], actor=cast.analyst, topic=topic)
    row.refresh_from_db()
    assert (row.action_field, row.topic) == (topic.action_field, topic)
    assign(process, [row], actor=cast.analyst, action_field=other)
    row.refresh_from_db()
    assert (row.action_field, row.topic) == (other, None)


def test_the_tree_counts_with_its_parts_in_three_queries(process, field, make_topic, make_contribution, cast):
    one = make_topic("Kurse")
    part = make_topic("Abends", parent=one)
    rows = [make_contribution(text=f"Nr. {number}").segments.get() for number in range(3)]
    assign(process, rows[:1], actor=cast.analyst, topic=one)
    assign(process, rows[1:], actor=cast.analyst, topic=part)
    Topic.objects.bulk_create(Topic(action_field=field, title=f"T{number}", order=number) for number in range(200))
    with CaptureQueriesContext(connection) as captured:
        nodes = {node.topic.title: node for node in topic_trees(process)[0][1]}
    assert len(captured) == 3
    assert (nodes["Kurse"].own, nodes["Kurse"].total, nodes["Abends"].level) == (1, 3, 2)


def test_the_screens(client, cast, process, field, make_topic, make_contribution):
    topic, other = make_topic("Kurse"), make_topic("Mitteln")
    row = make_contribution(text="Abends fehlt ein Kurs.").segments.get()
    assign(process, [row], actor=cast.analyst, topic=topic)
    client.force_login(cast.analyst)

    def url(name, **kwargs):
        return reverse(f"synthesis_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})

    new = url("create_topic", field_slug="sprache")
    assert client.get(new).status_code == 200
    assert client.post(new, {"title": "Kurse"}).status_code == 200
    assert client.post(new, {"title": "Abendkurse", "parent": topic.pk, "definition": "Nach 18 Uhr"}).status_code == 302
    page = url("topic", pk=topic.pk)
    assert "Abends fehlt ein Kurs." in client.get(page).content.decode()
    refused = client.post(page, {"do": "change", "title": "Neu", "seen_title": "Alt"})
    assert refused.status_code == 409 and 'value="Neu"' in refused.content.decode()
    assert client.post(page, {"do": "change", "title": "Sprachkurse", "seen_title": "Kurse"}).status_code == 302
    assert client.post(page, {"do": "memo", "text": "Nur Kurse."}).status_code == 302
    assert client.post(page, {"do": "split", "title": "Neu", "segments": [row.pk]}).status_code == 302
    assert client.post(page, {"do": "move", "parent": other.pk}).status_code == 302
    assert client.post(page, {"do": "merge", "into": other.pk}).status_code == 409
    merged = client.post(page, {"do": "merge", "into": other.pk, "reason": "Dasselbe."})
    assert merged.url == url("topic", pk=other.pk)
    assert "„Sprachkurse“ ging" in client.get(merged.url).content.decode()
    assert client.get(page).status_code == 404
    tree = client.get(url("topics")).content.decode()
    assert "Abendkurse" in tree and "Sprachkurse" not in tree
