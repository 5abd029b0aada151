"""Proposing another wording of a paragraph, and who reads it as a redline where."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.contributions.enums import Kind, Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.wording import MOST_PAIRS, compare, with_redlines
from consultations.moderation.admin_forms import ShortenForm
from consultations.moderation.passages import NothingLeft, PassageNotFound, shorten, taken_out
from consultations.moderation.services import merge, reject, release
from consultations.synthesis.models import Segment
from tests.factories.consultations import make_version, today
from tests.factories.pages import html, paragraph_url

OLD = "Text von Absatz k1-1."
NEW = "Text von Absatz k1-1 mit Fristen."


def typed(**fields):
    return {"kind": "concern", "text": "Es fehlen Fristen.", "publication": "named", "organisation": "selbst", **fields}


@pytest.fixture
def author(client, cast):
    client.force_login(cast.stakeholder)
    return cast.stakeholder


@pytest.fixture
def proposal(make_contribution):
    """A contribution with another wording, in any state, as the services would leave it."""

    def make(text=NEW, **fields):
        released = fields.get("state", State.RELEASED) == State.RELEASED
        return make_contribution(proposed_text=text, published_proposal=text if released else "", **fields)

    return make


# --- Comparing ------------------------------------------------------------------------------------------------------

words = st.lists(st.sampled_from(["Zeit", "Geld", "und", ",", ".", "\n", " ", "  ", "ü"]), max_size=30).map("".join)


@settings(max_examples=200, deadline=None)
@given(words, words)
def test_a_redline_holds_both_texts(old, new):
    runs = compare(old, new)
    assert "".join(run.text for run in runs if run.kind != "delete") == new
    kept = "".join(run.text for run in runs if run.kind != "insert")
    assert "".join(kept.split()) == "".join(old.split())


def test_a_redline_is_word_for_word():
    runs = compare("Die Kommunen brauchen Zeit.", "Die Kommunen brauchen mehr Zeit.")
    assert [(run.kind, run.text) for run in runs] == [
        ("same", "Die Kommunen brauchen "),
        ("insert", "mehr"),
        ("same", " "),
        ("same", "Zeit."),
    ]


def test_texts_built_to_be_slow_are_compared_as_a_whole():
    old, new = "a b " * 1500, "b a " * 1500
    assert MOST_PAIRS < 1500 * 1500 * 2
    assert [run.kind for run in compare(old, new)] == ["delete", "insert"]


# --- Writing one ----------------------------------------------------------------------------------------------------


def test_the_form_holds_the_text_of_the_paragraph(client, process, paragraph, author):
    page = html(client.get(paragraph_url(process)))
    assert f">{OLD}</textarea>" in page.replace("> Text", ">Text")
    assert "data-kd-wording" in page and 'class="kd-fold" open' not in page


def test_another_wording_is_stored_beside_the_reasons(client, process, paragraph, author):
    client.post(paragraph_url(process), typed(proposed_text=NEW + "\r\n", wording_of=str(paragraph.pk)))
    stored = Contribution.objects.get()
    assert (stored.comment, stored.proposed_text, stored.published_proposal) == ("Es fehlen Fristen.", NEW, "")
    assert stored.kind == Kind.CONCERN


def test_whoever_writes_another_wording_makes_a_proposal(client, process, paragraph, author):
    client.post(paragraph_url(process), typed(kind="", proposed_text=NEW, wording_of=str(paragraph.pk)))
    assert Contribution.objects.get().kind == Kind.PROPOSAL


@pytest.mark.parametrize("left", [OLD, f"  {OLD}\r\n", "", "Text  von\nAbsatz k1-1."])
def test_a_text_that_was_left_alone_is_no_proposal(client, process, paragraph, author, left):
    client.post(paragraph_url(process), typed(proposed_text=left, wording_of=str(paragraph.pk)))
    assert Contribution.objects.get().proposed_text == ""
    assert client.post(paragraph_url(process), typed(kind="", text="x", proposed_text=left)).status_code == 422


def test_reasons_are_needed(client, process, paragraph, author):
    response = client.post(paragraph_url(process), typed(text=" ", proposed_text=NEW, wording_of=str(paragraph.pk)))
    page = html(response)
    assert response.status_code == 422 and not Contribution.objects.exists()
    assert NEW in page and 'class="kd-fold" open' in page


@pytest.mark.parametrize("bad", ["a\x00b", "x" * 5001])
def test_an_unusable_wording_is_refused_beside_its_field(client, process, paragraph, author, bad):
    response = client.post(paragraph_url(process), typed(proposed_text=bad, wording_of=str(paragraph.pk)))
    assert response.status_code == 422 and not Contribution.objects.exists()
    assert "id_proposed_text_error" in html(response) and "Es fehlen Fristen." in html(response)


def test_nobody_proposes_to_go_back_by_leaving_the_field_alone(client, process, paragraph, author):
    make_version(process, number=2, texts={"k1-1": "Neuer Text des Absatzes."})
    client.post(paragraph_url(process), typed(proposed_text=OLD, wording_of=str(paragraph.pk)))
    assert Contribution.objects.get().proposed_text == ""


def test_a_wording_of_the_earlier_text_is_looked_at_again(client, process, paragraph, author):
    now = make_version(process, number=2, texts={"k1-1": "Neuer Text des Absatzes."}).paragraphs.get(lineage="k1-1")
    response = client.post(paragraph_url(process), typed(proposed_text=NEW, wording_of=str(paragraph.pk)))
    assert response.status_code == 422 and NEW in html(response)
    assert f'name="wording_of" value="{now.pk}"' in html(response)
    client.post(paragraph_url(process), typed(proposed_text=NEW, wording_of=str(now.pk)))
    assert Contribution.objects.get().proposed_text == NEW


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "²", "\x00"])
def test_a_key_nobody_wrote_is_no_error(client, process, paragraph, author, key):
    assert client.post(paragraph_url(process), typed(proposed_text=NEW, wording_of=key)).status_code == 422


def test_another_wording_is_another_contribution(paragraph, cast):
    def send(wording):
        return submit_contribution(
            paragraph, cast.stakeholder, Submission(kind=Kind.PROPOSAL, text="Grund", proposed_text=wording)
        )

    assert send(NEW).is_new and not send(NEW + " ").is_new and send(NEW + " Bald.").is_new and send("").is_new


def test_chapters_have_no_wording(client, process, version, author):
    url = reverse("contributions:section", kwargs={"process_slug": process.slug, "lineage": "k1"})
    assert "proposed_text" not in html(client.get(url))
    client.post(url, typed(proposed_text=NEW))
    assert Contribution.objects.get().proposed_text == ""
    section = version.sections.get(lineage="k1")
    with pytest.raises(ValidationError):
        submit_contribution(section, author, Submission(kind=Kind.PROPOSAL, text="Grund", proposed_text=NEW))


def test_the_wording_is_kept_over_signing_in(client, process, paragraph, cast):
    client.post(paragraph_url(process), typed(proposed_text=NEW, wording_of=str(paragraph.pk)))
    client.force_login(cast.stakeholder)
    page = html(client.get(paragraph_url(process)))
    assert NEW in page and 'class="kd-fold" open' in page


def test_after_the_end_the_wording_is_given_back(client, process, paragraph, author):
    process.phases.update(starts_on=today() - timedelta(days=30), ends_on=today() - timedelta(days=3))
    assert NEW in html(client.post(paragraph_url(process), typed(proposed_text=NEW, wording_of=str(paragraph.pk))))
    assert "ihr-wortlaut" not in html(client.post(paragraph_url(process), typed(proposed_text=OLD)))


# --- Reading it -----------------------------------------------------------------------------------------------------


def places(process, contribution):
    return [
        paragraph_url(process),
        reverse("contributions:list", kwargs={"process_slug": process.slug}),
        reverse("results:trace", kwargs={"code": contribution.code}),
    ]


def test_the_public_reads_the_redline(client, process, proposal):
    for url in places(process, proposal()):
        page = html(client.get(url))
        assert "<ins>" in page and "mit Fristen" in page, url


def test_the_redline_is_against_the_text_it_was_said_about(client, process, proposal):
    made = proposal()
    make_version(process, number=2, texts={"k1-1": "Ganz anderer Absatz."})
    for url in places(process, made):
        page = html(client.get(url))
        assert "Text von Absatz k1-1" in page and page.count("<ins>") == 1 and "<del>" not in page.partition("<ins>")[0]


@pytest.mark.parametrize(
    "fields", [{"state": State.PENDING}, {"state": State.REJECTED}, {"publication": Publication.INTERNAL}]
)
def test_what_is_not_public_shows_no_wording(client, process, proposal, cast, fields):
    made = proposal(text="Geheimer Wortlaut", **fields)
    for user in (None, cast.outsider):
        if user:
            client.force_login(user)
        for url in places(process, made):
            assert "Geheimer" not in html(client.get(url)), url


def test_only_its_author_and_moderators_read_a_wording_before_it_is_released(client, process, proposal, cast):
    made = proposal(state=State.PENDING)
    trace = reverse("results:trace", kwargs={"code": made.code})
    decision = reverse("moderation_admin:contribution", kwargs={"process_slug": process.slug, "pk": made.pk})
    client.force_login(made.user)
    assert "mit Fristen" in html(client.get(trace))
    client.force_login(cast.observer)
    assert "mit Fristen" not in html(client.get(trace))
    assert client.get(decision).status_code == 403
    client.force_login(cast.moderator)
    assert "mit Fristen" in html(client.get(decision))
    client.logout()
    assert "mit Fristen" in html(client.get(reverse("results:trace", kwargs={"code": made.receipt_code})))


def test_staff_read_the_redline(client, process, proposal, cast, make_finding):
    made = proposal()
    segment = Segment.objects.get(contribution=made)
    finding = make_finding()
    Segment.objects.filter(pk=segment.pk).update(finding=finding)
    client.force_login(cast.moderator)
    slug = process.slug
    for url in (
        reverse("moderation_admin:contribution", kwargs={"process_slug": slug, "pk": made.pk}),
        reverse("synthesis_admin:segment", kwargs={"process_slug": slug, "pk": segment.pk}),
        reverse("synthesis_admin:finding", kwargs={"process_slug": slug, "number": finding.number}),
    ):
        assert "<ins>" in html(client.get(url)), url


def test_many_proposals_cost_one_query(client, process, proposal, django_assert_num_queries):
    made = [proposal(text=f"{OLD} Nummer {number}") for number in range(3)]
    with django_assert_num_queries(1):
        with_redlines(made)
    with django_assert_num_queries(0):
        with_redlines([])


@pytest.mark.parametrize("place", ["contributions:paragraph", "contributions:list"])
def test_pages_take_the_same_queries_for_one_and_two_hundred(client, process, proposal, place):
    kwargs = {"process_slug": process.slug} | ({"lineage": "k1-1"} if place.endswith("paragraph") else {})
    url = reverse(place, kwargs=kwargs)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert "<ins>" in html(client.get(url))
        return len(captured)

    proposal(user=None)
    queries()
    few = queries()
    for number in range(199):
        proposal(text=f"{OLD} Nummer {number}", user=None)
    assert queries() == few


# --- Deciding on it -------------------------------------------------------------------------------------------------


def test_releasing_publishes_and_rejecting_takes_back(process, proposal, cast):
    made = proposal(state=State.PENDING)
    release(made, actor=cast.moderator)
    made.refresh_from_db()
    assert made.published_proposal == NEW
    reject(made, actor=cast.moderator, rule=process.rules.get(), expected_state=State.RELEASED)
    made.refresh_from_db()
    assert (made.published_proposal, made.proposed_text) == ("", NEW)


def test_passages_are_taken_out_of_the_wording_too(process, proposal, cast):
    made = proposal(
        text="Frau Muster aus Haus 5 hilft.", state=State.PENDING, title="Frau Muster", user=cast.stakeholder
    )
    release(made, actor=cast.moderator, remove=["Frau Muster"], rule=process.rules.get())
    made.refresh_from_db()
    assert (made.title, made.published_proposal) == ("[…]", "[…] aus Haus 5 hilft.")
    assert made.published_text == made.comment and made.is_redacted
    leading = proposal()
    merge(made, leading, actor=cast.moderator, expected_state=State.RELEASED)
    made.refresh_from_db()
    assert made.published_proposal == "[…] aus Haus 5 hilft."


def test_deciding_anew_begins_with_what_was_taken_out(process, proposal, cast):
    wording = "Frau Muster aus Haus 5 hilft Herrn Beispiel."
    made = proposal(text=wording, state=State.PENDING, title="An Frau Muster")
    release(made, actor=cast.moderator, remove=["Frau Muster", "Herrn Beispiel"], rule=process.rules.get())
    made.refresh_from_db()
    assert ShortenForm(contribution=made).initial["remove"] == "Frau Muster\nHerrn Beispiel"


@pytest.mark.parametrize(
    ("original", "shown", "passages"),
    [
        ("a b c", "a b c", []),
        ("a b c", "a […] c", ["b"]),
        ("a b c", "[…] b […]", ["a", "c"]),
        ("a b c", "", ["a b c"]),
        ("", "", []),
        ("aaa", "a[…]a", ["a"]),
    ],
)
def test_passages_taken_out_are_found_again(original, shown, passages):
    assert taken_out(original, shown) == passages


def test_a_merged_contribution_shows_its_wording_in_its_trace(client, proposal, cast):
    made = proposal(state=State.PENDING)
    merge(made, proposal(), actor=cast.moderator)
    made.refresh_from_db()
    assert made.published_proposal == NEW
    assert "<ins>" in html(client.get(reverse("results:trace", kwargs={"code": made.code})))


def test_passages_are_looked_for_everywhere(proposal):
    made = proposal(text="Nur hier", state=State.PENDING)
    assert shorten(made, ["Nur hier"]).proposal == ""
    with pytest.raises(PassageNotFound):
        shorten(made, ["nirgends"])
    with pytest.raises(NothingLeft):
        shorten(made, [made.comment])


def test_the_preview_shows_the_shortened_wording(client, process, proposal, cast):
    made = proposal(text="Text von Frau Muster.", state=State.PENDING)
    client.force_login(cast.moderator)
    url = reverse("moderation_admin:contribution", kwargs={"process_slug": process.slug, "pk": made.pk})
    data = {
        "verb": "shorten",
        "preview": "1",
        "shorten-expected_state": "pending",
        "shorten-remove": "Frau Muster",
        "shorten-rule": process.rules.get().pk,
    }
    response = client.post(url, data)
    assert [run.text for run in response.context["preview_runs"] if run.kind == "insert"] == ["[…]"]
    made.refresh_from_db()
    assert made.state == State.PENDING and made.published_proposal == ""
