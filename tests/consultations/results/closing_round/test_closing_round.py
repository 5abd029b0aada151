"""The changed draft goes back to the participants; objections are answered before the results are published."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.refusals import ParticipationClosed
from consultations.contributions.rules import is_open_in
from consultations.contributions.statements.places import Places
from consultations.drafts import freeze
from consultations.drafts.comparison import differences
from consultations.drafts.models import DraftVersion
from consultations.drafts.services import PublicationRefused, publish_version
from consultations.moderation.services import release
from consultations.process.enums import PhaseKind
from consultations.results.closing_round.enums import Stand
from consultations.results.closing_round.models import Verdict
from consultations.results.closing_round.queries import rows_of
from consultations.results.closing_round.rounds import round_of
from consultations.results.closing_round.services import agree, object_to
from consultations.results.gate import inspect
from consultations.results.services import explain_change
from tests.factories.accounts import StakeholderCategoryFactory, UserFactory
from tests.factories.consultations import PhaseFactory, make_second_version, make_version, today

URL = "/verfahren/konzept/schlussrunde/"
REASON = "Der neue Satz nimmt den Schulen die Zeit wieder weg."


@pytest.fixture
def phase(process):
    process.phases.all().delete()
    return PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND, key="schlussrunde", title="Schlussrunde")


@pytest.fixture
def second(version, process, phase):
    """k1-1 reworded, k1-2 dropped, k3-1 new."""
    StakeholderCategoryFactory(slug="privatperson", title="Einzelpersonen", is_individual=True)
    return make_second_version(process, "Ganz anderer Text.")


def objection(**changes):
    return {"text": REASON, "publication": Publication.CATEGORY, "organisation": "selbst", **changes}


def test_the_page_shows_what_changed_and_nothing_else(client, second):
    page = client.get(URL).text
    assert "Ganz anderer" in page and "Ganz neuer Absatz." in page and "Text von Absatz k1-2." in page
    assert "Text von Absatz k2-2." not in page
    assert "melden Sie sich bitte an" in page and "Ich stimme zu" not in page


def test_before_the_round_there_is_no_page(client, process):
    assert client.get(URL).status_code == 404


def test_agreeing_counts_once_and_can_be_repeated(client, cast, second):
    client.force_login(cast.stakeholder)
    for _n in range(2):
        client.post(URL, {"paragraphs": ["k1-1"], "organisation": "selbst"})
    assert Verdict.objects.filter(user=cast.stakeholder, lineage="k1-1", stand=Stand.AGREE).count() == 1
    assert "1 Zustimmung ·" in client.get(URL).text
    client.post(URL, {"all": "1", "organisation": "selbst"})
    assert Verdict.objects.filter(user=cast.stakeholder).count() == 3


def test_nothing_ticked_and_made_up_paragraphs_are_refused(client, cast, second):
    client.force_login(cast.stakeholder)
    assert "mindestens einen Absatz" in client.post(URL, {"organisation": "selbst"}).text
    assert client.post(URL, {"paragraphs": ["k2-2"], "organisation": "selbst"}).status_code == 422
    assert not Verdict.objects.exists()


def test_an_objection_needs_a_reason_and_keeps_what_was_typed(client, cast, second):
    client.force_login(cast.stakeholder)
    answer = client.post(URL + "k1-1/", objection(text=" "))
    assert answer.status_code == 422 and "Bitte schreiben Sie, was Sie sagen" in answer.text
    answer = client.post(URL + "k1-1/", objection(publication=""))
    assert REASON in answer.text and not Verdict.objects.exists()


@pytest.mark.parametrize("lineage, kind", [("k1-1", "paragraph"), ("k3-1", "paragraph"), ("k1-2", "section")])
def test_an_objection_is_a_contribution_with_a_receipt(client, cast, second, lineage, kind, process):
    client.force_login(cast.stakeholder)
    assert client.post(URL + f"{lineage}/", objection()).status_code == 302
    row = Contribution.objects.get()
    assert (row.target_kind, row.comment, row.state) == (kind, REASON, State.PENDING)
    assert Verdict.objects.get(lineage=lineage).contribution == row


def test_an_objection_stops_the_gate_until_it_is_answered(cast, second, process, make_finding):
    row = object_to(process, cast.stakeholder, "k1-1", reason=REASON, publication=Publication.CATEGORY).contribution
    (obstacle,) = [o for o in inspect(process).obstacles if o.check == "closing_round"]
    assert row.display_code in obstacle.text
    release(row, actor=cast.moderator)
    report = inspect(process)
    assert not report.obstacles and [c.pk for c in report.unassigned] == [row.pk]


def test_whoever_agrees_later_no_longer_objects_and_the_reason_stays(client, cast, second, process):
    row = object_to(process, cast.stakeholder, "k1-1", reason=REASON, publication=Publication.CATEGORY).contribution
    agree(process, cast.stakeholder, ["k1-1"])
    assert Verdict.objects.get().stand == Stand.AGREE
    assert Contribution.objects.get(pk=row.pk).comment == REASON


def test_what_is_not_released_is_counted_apart_and_shown_to_nobody(client, cast, second, process):
    object_to(process, cast.stakeholder, "k1-1", reason=REASON, publication=Publication.CATEGORY)
    page = client.get(URL).text
    assert REASON not in page and "0 Widersprüche" in page and "1 Widerspruch wird geprüft" in page


@pytest.mark.parametrize("publication, shown", [(Publication.CATEGORY, True), (Publication.INTERNAL, False)])
def test_only_public_reasons_are_shown(client, cast, second, process, publication, shown):
    row = object_to(process, cast.stakeholder, "k1-1", reason=REASON, publication=publication).contribution
    release(row, actor=cast.moderator)
    page = client.get(URL).text
    assert (REASON in page) == shown and "1 Widerspruch" in page


def test_when_the_round_is_over_nothing_is_taken_and_everything_shown(client, cast, second, process, monkeypatch):
    agree(process, cast.stakeholder, ["k1-1"])
    later = timezone.now() + timedelta(days=12)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client.force_login(cast.stakeholder)
    answer = client.post(URL + "k1-1/", objection())
    assert answer.status_code == 409 and REASON in answer.text
    with pytest.raises(ParticipationClosed):
        agree(process, cast.stakeholder, ["k3-1"])
    assert "1 Zustimmung" in client.get(URL).text


def test_a_version_published_after_the_round_does_not_change_it(second, phase, process):
    phase.starts_on, phase.ends_on = today() - timedelta(days=8), today() - timedelta(days=1)
    phase.save()
    assert round_of(process).version is None


def test_nobody_speaks_for_an_organisation_that_is_not_theirs(client, cast, second):
    client.force_login(cast.stakeholder)
    answer = client.post(URL + "k1-1/", objection(organisation=str(cast.organisation.pk)))
    assert answer.status_code == 422 and not Contribution.objects.exists()
    client.force_login(cast.member)
    client.post(URL + "k1-1/", objection(organisation=str(cast.organisation.pk)))
    assert Verdict.objects.get().organisation_name == cast.organisation.name


def test_visitors_are_asked_to_sign_in(client, second):
    assert "/konto/login/" in client.post(URL, {"all": "1"}).url


def test_an_objection_typed_while_the_session_ended_is_in_the_form_again(client, cast, second):
    answer = client.post(URL + "k1-1/", objection())
    assert "/konto/login/" in answer.url and not Contribution.objects.exists()
    client.force_login(cast.stakeholder)
    page = client.get(URL + "k1-1/").text
    assert REASON in page and "Ihr Text ist noch da" in page
    client.post(URL + "k1-1/", objection())
    assert Contribution.objects.get().comment == REASON
    assert REASON not in client.get(URL + "k1-1/").text


def test_nobody_agrees_or_objects_to_words_they_have_not_read(client, cast, second, process):
    client.force_login(cast.stakeholder)
    assert client.get(URL).context["round"].version.number == 2
    texts = {row.lineage: row.text for row in second.paragraphs.all()}
    make_version(process, number=3, texts={**texts, "k1-1": "Noch einmal anders."})
    answer = client.post(URL, {"all": "1", "organisation": "selbst", "version": "2"})
    assert answer.status_code == 409 and "Noch einmal" in answer.text and not Verdict.objects.exists()
    ticked = client.post(URL, {"paragraphs": ["k1-1"], "organisation": "selbst", "version": "2"})
    assert ticked.context["ticked"] == ()
    answer = client.post(URL + "k1-1/", objection(version="2"))
    assert answer.status_code == 409 and REASON in answer.text and not Contribution.objects.exists()
    # What is shown now carries the version that stands now.
    assert 'name="version" value="3"' in answer.text
    assert client.post(URL + "k1-1/", objection(version="3")).status_code == 302


def test_no_other_version_takes_the_place_of_the_one_people_judge(cast, second, process, phase):
    waiting = make_version(process, number=3, texts={"k1-1": "Noch einmal anders."}, published=False)
    for difference in differences(second, waiting):
        explain_change(waiting, difference.lineage, editorial_reason="Rechtschreibung", actor=cast.editor)
    row = object_to(process, cast.stakeholder, "k1-1", reason=REASON, publication=Publication.CATEGORY).contribution
    with pytest.raises(PublicationRefused) as refused:
        publish_version(waiting, actor=cast.lead)
    assert "Schlussrunde" in refused.value.reasons[0]
    phase.ends_on = phase.starts_on = today() - timedelta(days=1)
    phase.save()
    process = type(process).objects.get(pk=process.pk)
    publish_version(DraftVersion.objects.get(pk=waiting.pk), actor=cast.lead)
    # The objection still stops the gate: in a second round as well.
    PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND, key="runde-2", starts_on=today(), order=9)
    process = type(process).objects.get(pk=process.pk)
    assert round_of(process).version.number == 3
    assert [o.check for o in inspect(process).obstacles if row.display_code in o.text] == ["closing_round"]


def test_an_unpublished_process_has_no_closing_round_for_outsiders(client, cast, second, process):
    process.is_published = False
    process.save()
    client.force_login(cast.outsider)
    assert client.get(URL).status_code == 404


def test_results_and_staff_show_the_counts(client, cast, second, process):
    agree(process, cast.stakeholder, ["k1-1"])
    assert "3 geänderte Absätze, 1 Zustimmung, 0 Widersprüche" in client.get("/verfahren/konzept/ergebnisse/").text
    client.force_login(cast.analyst)
    page = client.get("/admin/verfahren/konzept/ergebnisse/schlussrunde/").text
    assert "Einzelpersonen: 1 / 0" in page
    table = client.get("/admin/verfahren/konzept/ergebnisse/schlussrunde/?datei=csv")
    assert "Einzelpersonen;1;0" in b"".join(table).decode()


def test_the_number_of_queries_does_not_grow_with_the_verdicts(client, second, process):
    counts = []
    client.get(URL)
    for number in (1, 40):
        for user in UserFactory.create_batch(number):
            Verdict.objects.create(
                version=second, lineage="k1-1", user=user, stand=Stand.AGREE, given_at=timezone.now()
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- The version people were consulted on ---------------------------------------------------------------------------


def published(version, *, days_ago):
    """Move the day of a publication, which the database guards."""
    with freeze.lifted(connection):
        DraftVersion.objects.filter(pk=version.pk).update(published_at=timezone.now() - timedelta(days=days_ago))


@pytest.fixture
def third(second, process, phase):
    """Consulted was on the first version; the second and the third were published after the consultation."""
    PhaseFactory(
        process=process,
        kind=PhaseKind.CONSULTATION,
        key="beteiligung",
        starts_on=today() - timedelta(days=40),
        ends_on=today() - timedelta(days=20),
        order=0,
    )
    first = second.previous
    published(first, days_ago=50)
    published(second, days_ago=5)
    texts = {row.lineage: row.text for row in second.paragraphs.all()}
    return make_version(process, number=3, texts={**texts, "k2-1": "Auch hier anders."})


def test_it_compares_with_the_version_people_were_consulted_on(client, third, process, phase):
    found = round_of(process)
    assert (found.base.number, found.version.number) == (1, 3)
    lineages = {change.lineage for change in found.changes}
    # What the second version changed and the third took back is no change to what people were asked about.
    assert lineages == {"k1-1", "k2-1"}
    page = client.get(URL).text
    assert "Ganz anderer" in page and "Auch hier" in page
    assert found.base.label in page and "zu der Sie gefragt wurden" in page


def test_causes_of_all_versions_between_are_named(client, third, process, make_finding, change):
    finding = make_finding(state="published", published_at=timezone.now(), title="Ursache von früher")
    change(third.previous, "k1-1", finding, reason="Grund der zweiten Fassung.")
    change(third, "k1-1", finding, reason="Grund der dritten Fassung.")
    row = next(row for row in rows_of(round_of(process)) if row.lineage == "k1-1")
    assert row.findings == [finding]
    assert row.reasons == ["Grund der zweiten Fassung.", "Grund der dritten Fassung."]
    page = client.get(URL).text
    assert "Ursache von früher" in page and "Grund der zweiten Fassung." in page


def test_a_second_round_compares_with_the_first(third, process, phase):
    first = phase
    first.starts_on, first.ends_on = today() - timedelta(days=4), today() - timedelta(days=2)
    first.save()
    PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND, key="runde-2", starts_on=today(), order=9)
    process = type(process).objects.get(pk=process.pk)
    found = round_of(process)
    assert (found.base.number, found.version.number) == (2, 3)
    assert {change.lineage for change in found.changes} == {"k1-2", "k2-1", "k3-1"}


def test_without_a_version_before_the_consultation_ended_it_is_the_one_before(third, process):
    published(DraftVersion.objects.get(number=1), days_ago=6)
    assert round_of(process).base.number == 2


def test_what_an_earlier_version_changed_can_be_objected_to(client, cast, third, process):
    """Also where the newest version left it as the one before."""
    client.force_login(cast.stakeholder)
    assert client.post(URL + "k1-1/", objection()).status_code == 302
    assert Verdict.objects.get().lineage == "k1-1"
    # Taken back since: nothing to object to, and what was typed is given back.
    answer = client.post(URL + "k1-2/", objection())
    assert answer.status_code == 409 and REASON in answer.text and "Ihr Text ist nicht verloren" in answer.text
    assert client.get(URL + "k1-2/").status_code == 404


def test_the_draft_and_statements_offer_what_the_round_is_about(client, cast, third, process, phase):
    client.force_login(cast.stakeholder)
    sections = client.get("/verfahren/konzept/entwurf/").context["sections"]
    offered = {row.lineage for section in sections for row in section.paragraphs.all() if row.takes_contributions}
    assert offered == {"k1-1", "k2-1"}
    places = Places(process)
    paragraphs = [place for place in places.all if place.target.kind == "paragraph"]
    assert {place.target.lineage for place in paragraphs if places.is_open_in(phase, place.target)} == offered
    for place in places.all:
        assert places.is_open_in(phase, place.target) == is_open_in(phase, place.target.object), place.value
