"""What the results add to pages of features below."""

from django.test import RequestFactory

from consultations.contributions.enums import Publication, State
from consultations.results import panels
from tests.factories.consultations import ConferenceFactory, make_version


def figures(context):
    return [number for number, _words in context["figures"]]


def test_the_home_page_has_nothing_to_tell_before_the_first_contribution(process):
    assert panels.what_became_of_it(RequestFactory().get("/")) is None


def test_the_home_page_counts_published_answered_and_changed(
    client, home, process, version, make_contribution, answered, cite, change
):
    second = make_version(process, number=2, texts={"k1-1": "Neu.", "k1-2": "Auch neu."})
    finding, hidden = answered(title="Mehr Zeit"), answered(published=False, title="Noch geheim")
    cite(finding, make_contribution(), make_contribution(publication=Publication.INTERNAL))
    make_contribution()
    change(second, "k1-1", finding)
    change(second, "k1-2", hidden)
    context = panels.what_became_of_it(RequestFactory().get("/"))
    assert figures(context) == [2, 1, 1]
    assert context["findings"] == [finding]
    html = client.get("/").content.decode()
    assert "Mehr Zeit" in html
    assert "Noch geheim" not in html


def test_numbers_of_a_process(process, make_contribution):
    ConferenceFactory(process=process, attended=58)
    ConferenceFactory(process=process, attended=None)
    make_contribution(organisation_name="Verein A")
    make_contribution(organisation_name="Verein A")
    make_contribution(organisation_name="Verein B", publication=Publication.INTERNAL)
    make_contribution(organisation_name="Verein C", state=State.PENDING)
    context = panels.participation_numbers(RequestFactory().get("/"), process)
    assert figures(context) == [2, 0, 1, 58]


def test_a_process_without_anything_to_count_has_no_numbers(process):
    assert panels.participation_numbers(RequestFactory().get("/"), process) is None
    assert panels.results_teaser(RequestFactory().get("/"), process) is None
    assert panels.results_url(RequestFactory().get("/"), process) == {}


def test_results_are_announced_once_one_is_published(process, answered):
    answered(published=False)
    assert panels.results_url(RequestFactory().get("/"), process) == {}
    answered()
    assert "ergebnisse" in panels.results_url(RequestFactory().get("/"), process)["results_url"]


def test_the_draft_says_why_a_paragraph_was_changed(process, version, answered, change):
    texts = {"k1-1": "Neu.", "k1-2": "Auch neu.", "k2-1": "Ebenso."}
    second = make_version(process, number=2, texts=texts)
    finding, hidden = answered(title="Mehr Zeit"), answered(published=False, title="Noch geheim")
    change(second, "k1-1", hidden, finding)
    change(second, "k1-2", hidden)
    change(second, "k2-1", reason="Schreibfehler berichtigt")
    notes = panels.causes_of_changes(RequestFactory().get("/"), second)["paragraph_notes"]
    assert set(notes) == {"k1-1", "k2-1"}
    assert "Mehr Zeit" in notes["k1-1"]["text"]
    assert "Schreibfehler berichtigt" in notes["k2-1"]["text"]
    assert all(note["url"] for note in notes.values())


def test_a_prepared_version_has_no_notes(process, version, answered, change):
    prepared = make_version(process, number=2, texts={"k1-1": "Neu."}, published=False)
    change(prepared, "k1-1", answered())
    assert panels.causes_of_changes(RequestFactory().get("/"), prepared) == {"paragraph_notes": {}}


def test_lists_of_contributions_say_where_each_stands(process, version, make_contribution, answered, cite, change):
    second = make_version(process, number=2, texts={"k1-1": "Neu."})
    changing, plain, secret = answered(), answered(decision="not_accepted"), answered(published=False)
    change(second, "k1-1", changing)
    rows = [make_contribution() for _index in range(4)] + [make_contribution(state=State.REJECTED)]
    for finding, row in zip((changing, plain, secret), rows, strict=False):
        cite(finding, row)
    stages = panels.stages(RequestFactory().get("/"), rows)["stages"]
    labels = [stages[row.pk] for row in rows]
    assert labels[2] == labels[3]
    assert len(set(labels)) == 4
