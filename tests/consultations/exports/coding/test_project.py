"""The coding as a REFI-QDA project: by the rules of the standard, the right words, nothing that is not public."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audit.models import AuditEntry
from consultations.exports.coding.project import one_break, position
from consultations.exports.coding.services import Scope, make_project
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Segment, Topic
from tests.consultations.exports.coding import checker
from tests.factories.consultations import ActionFieldFactory

Q = checker.NAMESPACE


def made(process, scope, actor) -> io.BytesIO:
    file = io.BytesIO()
    make_project(process, scope, file, actor=actor)
    return file


@pytest.fixture
def coded(process, make_contribution, make_finding):
    """A field with nested topics, a published and an unpublished finding, passages of texts that are hard to count."""
    field = ActionFieldFactory(process=process, title='Sprache & "Bildung" <x>', text="Was dazu gehört\x0b.")
    topic = Topic.objects.create(action_field=field, title="Kurse", definition="Alles über Kurse.")
    part = Topic.objects.create(action_field=field, title="Abendkurse", parent=topic)
    draft = make_finding(title="Noch geheim")
    shown = make_finding(title="Mehr Kurse", state=FindingState.PUBLISHED, published_at=process.created_at)
    text = "Grüße 😀 vom\r\nVerein: Kurse\rabends!"
    first = make_contribution(text=text, title="Erster")
    start = text.index("Kurse")
    first.segments.update(action_field=field, finding=draft)
    Segment.objects.create(
        contribution=first, start=start, end=len(text), action_field=field, topic=part, finding=shown, stance="for"
    )
    quiet = make_contribution(
        text="Nicht zum Veröffentlichen.",
        publication="internal",
        author_name="Klara Klarname",
        organisation_name="Geheimverein",
    )
    quiet.segments.update(action_field=field)
    make_contribution(text="Wartet noch.", state="pending")
    make_contribution(text="Abgelehnt.", state="rejected")
    return first


def test_public_project_is_by_the_rules_and_holds_the_passages(process, cast, coded):
    root, texts = checker.check(made(process, Scope.PUBLIC, cast.observer))

    assert list(texts.values()) == ["Grüße 😀 vom\nVerein: Kurse\nabends!"]
    names = {code.get("guid"): code.get("name") for code in root.iter(f"{Q}Code")}
    passages = {}
    text = next(iter(texts.values()))
    for passage in root.iter(f"{Q}PlainTextSelection"):
        words = text[int(passage.get("startPosition")) : int(passage.get("endPosition"))]
        passages[words] = [names[code.get("targetGUID")] for code in passage.iter(f"{Q}CodeRef")]
    assert set(passages) == {text, "Kurse\nabends!"}
    assert passages[text] == ['Sprache & "Bildung" <x>']
    assert passages["Kurse\nabends!"][0] == "Abendkurse" and len(passages["Kurse\nabends!"]) == 3
    nested = root.find(f"{Q}CodeBook/{Q}Codes/{Q}Code/{Q}Code/{Q}Code")
    assert nested.get("name") == "Abendkurse"
    values = [value.text for value in root.iter(f"{Q}TextValue")]
    assert "Verein (Test)" in values and "Zivilgesellschaft und Vereine" in values


def test_nothing_unpublished_is_in_the_public_project(process, cast, coded):
    file = made(process, Scope.PUBLIC, cast.lead)
    root, texts = checker.check(file)
    everything = " ".join([*texts.values(), *root.itertext(), *(str(e.attrib) for e in root.iter())])
    for secret in ("Nicht zum", "Wartet", "Abgelehnt", "geheim", "Geheimverein", "Klarname", "INTERN"):
        assert secret not in everything
    process.is_published = False
    process.save()
    _root, texts = checker.check(made(process, Scope.PUBLIC, cast.lead))
    assert texts == {}


def test_internal_project_has_all_evaluated_ones_and_no_names(process, cast, coded):
    root, texts = checker.check(made(process, Scope.INTERNAL, cast.analyst))
    assert len(texts) == 2 and "Nicht zum Veröffentlichen." in texts.values()
    everything = " ".join([*root.itertext(), *(str(e.attrib) for e in root.iter())])
    assert "Klarname" not in everything and "Geheimverein" not in everything and "Verein (Test)" not in everything
    assert (
        "Noch geheim" in everything and "INTERN" in root.get("name") and "INTERN" in root.find(f"{Q}Description").text
    )


def test_the_same_data_give_the_same_file(process, cast, coded):
    assert made(process, Scope.PUBLIC, cast.lead).getvalue() == made(process, Scope.PUBLIC, cast.lead).getvalue()


def test_an_empty_process_gives_a_valid_project(process, cast):
    root, texts = checker.check(made(process, Scope.INTERNAL, cast.lead))
    assert texts == {} and root.find(f"{Q}Sources") is None


def test_who_may_take_which_file(client, process, cast, coded):
    with pytest.raises(PermissionDenied):
        make_project(process, Scope.INTERNAL, io.BytesIO(), actor=cast.observer)
    public, internal = (
        reverse(f"exports_admin:coding_{name}", kwargs={"process_slug": process.slug})
        for name in ("public", "internal")
    )
    client.force_login(cast.observer)
    answer = client.post(public)
    assert answer.status_code == 200 and ".qdpx" in answer["Content-Disposition"]
    checker.check(io.BytesIO(b"".join(answer.streaming_content)))
    assert client.post(internal).status_code == 403 and client.get(public).status_code == 405
    index = reverse("exports_admin:index", kwargs={"process_slug": process.slug})
    assert internal not in client.get(index).content.decode()
    client.force_login(cast.analyst)
    assert "INTERN" in client.post(internal)["Content-Disposition"]
    assert internal in client.get(index).content.decode()
    assert AuditEntry.objects.filter(action="exports.coding", actor=cast.analyst).count() == 1
    client.force_login(cast.outsider)
    assert client.post(public).status_code == 404
    client.logout()
    assert client.post(public).status_code == 302


def test_queries_do_not_grow(process, cast, coded, make_contribution, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made(process, Scope.PUBLIC, cast.lead)
    with CaptureQueriesContext(connection) as few:
        made(process, Scope.PUBLIC, cast.lead)
    for number in range(30):
        make_contribution(text=f"Text {number}.")
    with django_assert_num_queries(len(few)):
        made(process, Scope.PUBLIC, cast.lead)


@given(st.text(alphabet="ab😀\r\n", max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_positions_survive_the_line_ends(text, one, two):
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    # A passage that begins or ends inside of a line end takes it or leaves it as a whole.
    for at in (start, end):
        if text[at - 1 : at + 1] == "\r\n" and at:
            return
    assert one_break(text)[position(text, start) : position(text, end)] == one_break(text[start:end])
