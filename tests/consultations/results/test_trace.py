"""What a trace tells, and to whom."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.contributions.enums import Publication, State
from consultations.moderation.models import Decision, ModerationDecision
from consultations.results.enums import AnswerDecision
from consultations.results.models import ResultsPublication
from consultations.results.services import answer_finding
from consultations.results.trace import Reader, build_trace, compact_state, reader_of, states_for
from consultations.synthesis.models import Segment
from tests.factories.consultations import ActionFieldFactory, make_version


def steps(contribution, reader=Reader.PUBLIC):
    return {step.key: step for step in build_trace(contribution, reader).steps}


def states(contribution, reader=Reader.PUBLIC):
    return {key: str(step.state) for key, step in steps(contribution, reader).items()}


def decide(contribution, decision, **fields):
    return ModerationDecision.objects.create(
        contribution=contribution, decision=decision, decided_at=timezone.now(), **fields
    )


def publish(process, actor=None):
    return ResultsPublication.objects.create(
        process=process, findings_count=0, contributions_count=0, published_by=actor
    )


# --- Received and decided -------------------------------------------------------------------------------------------


def test_a_pending_contribution_waits_for_the_moderation(make_contribution):
    assert states(make_contribution(state=State.PENDING)) == {
        "received": "done",
        "decided": "current",
        "assigned": "upcoming",
        "answered": "upcoming",
        "draft": "upcoming",
    }


def test_a_released_contribution_is_being_evaluated(make_contribution):
    contribution = make_contribution()
    decide(contribution, Decision.RELEASED)
    assert states(contribution) == {
        "received": "done",
        "decided": "done",
        "assigned": "current",
        "answered": "upcoming",
        "draft": "upcoming",
    }


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN])
def test_the_way_ends_where_a_contribution_was_stopped(make_contribution, state):
    assert states(make_contribution(state=state)) == {"received": "done", "decided": "stopped"}


def test_a_rejection_names_the_rule_and_tells_the_message_to_its_author_only(process, make_contribution, cast):
    contribution = make_contribution(state=State.REJECTED, user=cast.member)
    decide(
        contribution,
        Decision.REJECTED,
        rule=process.rules.get(number=2),
        public_note="Nicht veröffentlicht nach Regel 2.",
        message_to_author="Bitte schreiben Sie ohne Beleidigung.",
        decided_by=cast.moderator,
    )
    mine = steps(contribution, Reader.AUTHOR)["decided"]
    assert "Nicht veröffentlicht nach Regel 2." in mine.text
    assert "Keine Beleidigungen." in mine.text
    assert mine.message == "Bitte schreiben Sie ohne Beleidigung."
    assert mine.office == "Referat moderator"
    assert str(cast.moderator) not in mine.office
    assert steps(contribution, Reader.PUBLIC)["decided"].message == ""


def test_the_latest_decision_counts(make_contribution):
    contribution = make_contribution()
    decide(contribution, Decision.REJECTED, public_note="Erst abgelehnt.")
    decide(contribution, Decision.RELEASED)
    assert "Erst abgelehnt." not in steps(contribution)["decided"].text


def test_only_the_author_reads_what_was_removed(make_contribution):
    contribution = make_contribution(
        text="Frau Beispiel ist schuld.", is_redacted=True, translation_de="Frau Beispiel."
    )
    contribution.published_text = "[…] ist schuld."
    contribution.save()
    for reader in (Reader.PUBLIC, Reader.TEAM):
        trace = build_trace(contribution, reader)
        assert (trace.text, trace.translation) == ("[…] ist schuld.", "")
    assert build_trace(contribution, Reader.AUTHOR).text == "Frau Beispiel ist schuld."


def test_a_merged_contribution_names_the_public_one_it_is_counted_with(make_contribution):
    leading = make_contribution()
    merged = make_contribution(state=State.MERGED, merged_into=leading)
    decide(merged, Decision.MERGED)
    step = steps(merged)["decided"]
    assert step.url == leading.get_absolute_url()
    assert leading.display_code in step.link_text


def test_a_merged_contribution_does_not_name_an_internal_one(make_contribution):
    leading = make_contribution(publication=Publication.INTERNAL)
    merged = make_contribution(state=State.MERGED, merged_into=leading)
    trace = build_trace(merged)
    assert trace.leading is None
    assert all(leading.display_code not in step.text + step.link_text + step.url for step in trace.steps)


def test_a_reply_of_the_ministry_is_not_evaluated(make_contribution):
    assert set(steps(make_contribution(is_official_reply=True))) == {"received", "decided"}


# --- Evaluated and answered -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", list(Reader))
def test_nobody_learns_of_an_unpublished_finding(process, make_contribution, answered, cite, reader):
    field = ActionFieldFactory(process=process, title="Sprache")
    contribution = make_contribution()
    cite(answered(published=False, title="Noch geheim", action_field=field, reason="Geheimer Grund"), contribution)
    trace = build_trace(contribution, reader)
    found = {step.key: step for step in trace.steps}
    assert "Sprache" in found["assigned"].text
    assert str(found["assigned"].state) == "current"
    assert str(found["answered"].state) == "upcoming"
    assert not any(step.findings for step in trace.steps)
    assert not any("geheim" in step.text.casefold() for step in trace.steps)


def test_a_published_answer_is_told_with_decision_office_and_date(make_contribution, answered, cite):
    contribution, finding = make_contribution(), answered(title="Mehr Zeit")
    cite(finding, contribution)
    found = steps(contribution)
    assert str(found["assigned"].state) == str(found["answered"].state) == "done"
    assert [row.title for row in found["assigned"].findings] == ["Mehr Zeit"]
    assert found["answered"].office == "Referat Sprache"
    assert found["answered"].date == timezone.localdate()


def test_a_contribution_with_two_passages_waits_for_the_second_answer(make_contribution, answered, cite):
    contribution = make_contribution()
    cite(answered(title="Beantwortet"), contribution)
    second = answered(published=False, title="Noch geheim")
    Segment.objects.create(contribution=contribution, start=0, end=5, finding=second)
    found = steps(contribution)
    assert str(found["assigned"].state) == str(found["answered"].state) == "current"
    assert [row.title for row in found["answered"].findings] == ["Beantwortet"]


def test_a_published_finding_under_examination_is_not_answered(make_contribution, answered, cite):
    contribution = make_contribution()
    cite(answered(decision=AnswerDecision.OPEN), contribution)
    assert states(contribution)["answered"] == "current"


def test_that_no_answer_is_needed_shows_after_the_publication(process, make_contribution):
    contribution = make_contribution()
    Segment.objects.filter(contribution=contribution).update(no_answer_reason="Nur ein Dank.")
    assert states(contribution)["assigned"] == "current"
    publish(process)
    assert states(contribution)["answered"] == states(contribution)["draft"] == "done"
    assert "Nur ein Dank." not in steps(contribution)["assigned"].text
    assert "Nur ein Dank." in steps(contribution, Reader.AUTHOR)["assigned"].text


# --- In the draft ---------------------------------------------------------------------------------------------------


def test_a_changed_paragraph_is_shown_with_old_and_new_text(
    process, version, make_contribution, answered, cite, change
):
    second = make_version(process, number=2, texts={"k1-1": "Ganz neuer Text."})
    contribution, finding = make_contribution(), answered()
    cite(finding, contribution)
    change(second, "k1-1", finding)
    step = steps(contribution)["draft"]
    assert str(step.state) == "done"
    (changed,) = step.changes
    assert (changed.number, changed.version_number) == ("1.1", 2)
    assert "".join(run.text for run in changed.runs if run.kind != "delete") == "Ganz neuer Text."
    assert "".join(run.text for run in changed.runs if run.kind != "insert") == "Text von Absatz k1-1."


@pytest.mark.parametrize("reader", list(Reader))
def test_a_prepared_version_stays_unknown(process, version, make_contribution, answered, cite, change, reader):
    prepared = make_version(process, number=2, texts={"k1-1": "Geheime neue Fassung."}, published=False)
    contribution, finding = make_contribution(), answered()
    cite(finding, contribution)
    change(prepared, "k1-1", finding)
    step = steps(contribution, reader)["draft"]
    assert str(step.state) == "upcoming"
    assert step.changes == []
    assert step.text


@pytest.mark.parametrize("decision", [AnswerDecision.ALREADY, AnswerDecision.NOT_ACCEPTED, AnswerDecision.FORWARDED])
def test_an_answer_that_changes_nothing_says_so(make_contribution, answered, cite, decision):
    contribution = make_contribution()
    cite(answered(decision=decision), contribution)
    step = steps(contribution)["draft"]
    assert str(step.state) == "done"
    assert step.text


def test_changes_because_of_other_findings_are_not_told(process, version, make_contribution, answered, cite, change):
    second = make_version(process, number=2, texts={"k1-1": "Ganz neuer Text."})
    contribution = make_contribution()
    cite(answered(), contribution)
    change(second, "k1-1", answered())
    assert steps(contribution)["draft"].changes == []


def test_a_change_undone_before_publication_is_left_out(process, version, make_contribution, answered, cite, change):
    second = make_version(process, number=2)
    contribution, finding = make_contribution(), answered()
    cite(finding, contribution)
    change(second, "k1-1", finding)
    assert steps(contribution)["draft"].changes == []


def test_new_and_dropped_paragraphs_are_told(process, version, make_contribution, answered, cite, change):
    second = make_version(process, number=2, published=False)
    second.paragraphs.get(lineage="k2-2").delete()
    paragraph = second.paragraphs.get(lineage="k1-2")
    paragraph.lineage, paragraph.text = "k1-3", "Ein neuer Absatz."
    paragraph.save()
    second.state, second.published_at = "published", timezone.now()
    second.save()
    contribution, finding = make_contribution(), answered()
    cite(finding, contribution)
    change(second, "k1-3", finding, kind="added")
    change(second, "k2-2", finding, kind="dropped")
    added, dropped = steps(contribution)["draft"].changes
    assert (str(added.kind), str(dropped.kind)) == ("added", "dropped")
    assert {run.kind for run in added.runs} == {"insert"}
    assert {run.kind for run in dropped.runs} == {"delete"}


# --- Readers and lists ----------------------------------------------------------------------------------------------


def test_readers(make_contribution, cast):
    from django.contrib.auth.models import AnonymousUser

    contribution = make_contribution(user=cast.member)
    assert reader_of(cast.member, contribution) == Reader.AUTHOR
    assert reader_of(cast.observer, contribution) == Reader.TEAM
    for person in (cast.outsider, cast.coordinator, AnonymousUser()):
        assert reader_of(person, contribution) == Reader.PUBLIC


def test_the_compact_way_says_the_same_as_the_trace(make_contribution, answered, cite):
    rows = [
        make_contribution(),
        make_contribution(state=State.PENDING),
        make_contribution(state=State.REJECTED),
        make_contribution(state=State.MERGED, merged_into=make_contribution()),
    ]
    cite(answered(), rows[0])
    bulk = states_for(rows)
    for row in rows:
        expected = [(step.title, step.state) for step in build_trace(row).steps]
        assert [(step.title, step.state) for step in bulk[row.pk].steps] == expected
        assert [(step.title, step.state) for step in compact_state(row).steps] == expected
        assert bulk[row.pk].url == row.get_absolute_url()


def test_the_compact_way_of_many_takes_as_many_queries_as_of_one(
    process, version, make_contribution, answered, cite, change
):
    second = make_version(process, number=2, texts={"k1-1": "Ganz neuer Text."})
    findings = [answered() for _index in range(10)]
    change(second, "k1-1", *findings)
    rows = [make_contribution() for _index in range(200)]
    for index, row in enumerate(rows):
        cite(findings[index % 10], row)

    def measure(some):
        with CaptureQueriesContext(connection) as captured:
            states_for(some)
        return len(captured)

    assert measure(rows) == measure(rows[:1]) <= 8


def test_no_contributions_take_no_trouble(db):
    assert states_for([]) == {}


# --- Passages, and what moved later ---------------------------------------------------------------------------------


def test_each_passage_is_told_separately(process, version, make_contribution, answered, change):
    contribution = make_contribution(text="Mehr Kurse. Mehr Geld. Danke dafür.")
    contribution.segments.all().delete()
    shown, hidden = answered(title="Kurse"), answered(title="Geheim", published=False)
    fields = {"contribution": contribution}
    Segment.objects.create(**fields, start=12, end=22, finding=hidden)
    Segment.objects.create(**fields, start=0, end=11, finding=shown, action_field=ActionFieldFactory(process=process))
    Segment.objects.create(**fields, start=23, end=35, no_answer_reason="Nur ein Dank.")
    change(make_version(process, number=2, texts={"k1-1": "Neu."}), "k1-1", shown)
    publish(process)
    passages = build_trace(contribution, Reader.PUBLIC).passages
    assert [(p.text, p.outcome, p.finding, p.reason, len(p.changes)) for p in passages] == [
        ("Mehr Kurse.", "accepted", shown, "", 1),
        ("Mehr Geld.", "waiting", None, "", 0),
        ("Danke dafür.", "none", None, "", 0),
    ]
    assert build_trace(contribution, Reader.AUTHOR).passages[2].reason == "Nur ein Dank."


def test_a_contribution_with_one_passage_is_told_as_a_whole(make_contribution, answered, cite):
    contribution = make_contribution()
    cite(answered(), contribution)
    assert build_trace(contribution, Reader.PUBLIC).passages == []


def test_a_changed_answer_is_dated_with_the_earlier_decision(
    client, cast, make_contribution, answered, cite, publish_newest
):
    contribution, finding = make_contribution(), answered()
    cite(finding, contribution)
    answer_finding(finding, decision="not_accepted", reason="Doch nicht.", actor=cast.officer)
    assert not steps(contribution)["answered"].answer_changes
    publish_newest(finding)
    events = steps(contribution)["answered"].answer_changes
    assert [event.earlier_decision for event in events] == ["accepted"]
    html = client.get(contribution.get_absolute_url()).content.decode()
    assert "Antwort geändert am" in html
    assert "Vorher lautete die Entscheidung: übernommen." in html


def test_an_examination_is_told_with_its_day(client, make_contribution, answered, cite):
    contribution = make_contribution()
    finding = answered(decision="open", reason="Wir fragen die Länder.")
    finding.answer.examined_until = date(2027, 3, 1)
    finding.answer.save()
    cite(finding, contribution)
    for url in (contribution.get_absolute_url(), f"/verfahren/konzept/ergebnisse/{finding.number}/"):
        html = client.get(url).content.decode()
        assert "1. März 2027" in html
        assert "Wir fragen die Länder." in html
