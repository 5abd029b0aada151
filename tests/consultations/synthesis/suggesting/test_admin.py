"""The screens: who gets in, accepting and refusing, ticks, doubts, themes, order; and the tasks behind them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.moderation.campaigns.models import Campaign, CampaignMember
from consultations.process.enums import TargetKind
from consultations.results.models import Answer
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Segment, Topic
from consultations.synthesis.services import assign
from consultations.synthesis.suggesting import decisions, doubts, ordering, runs, similar
from consultations.synthesis.suggesting.enums import Outcome, RunKind
from consultations.synthesis.suggesting.models import (
    AlikeMember,
    Doubt,
    LearningRun,
    Suggestion,
    SuggestionDecision,
    Theme,
    ThemeMember,
)
from consultations.synthesis.workbench.undo import UndoRefused, undo
from tests.factories.consultations import ActionFieldFactory, FindingFactory, make_version
from tests.factories.consultations import make_contribution as make_for


def url(name, process, **kwargs):
    return reverse(f"synthesis_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


@pytest.fixture
def suggested(process, fields, say):
    """An open segment with three suggestions of a finished run."""
    (segment,) = say("Wohnen", 1, assigned=False)
    run = LearningRun.objects.create(
        process=process, kind=RunKind.SUGGESTIONS, state="done", started_at=timezone.now(), finished_at=timezone.now()
    )
    for rank, title in enumerate(("Wohnen", "Sprache", "Arbeit"), start=1):
        Suggestion.objects.create(
            run=run, segment=segment, rank=rank, action_field=fields[title], chance=1 / rank, certainty="likely"
        )
    return segment


@pytest.fixture
def theme(process, fields, say):
    run = LearningRun.objects.create(process=process, kind=RunKind.THEMES, state="done", finished_at=timezone.now())
    theme = Theme.objects.create(run=run, number=1, name="Wohnungen, Vermieter", phrases=["Wohnungen"])
    for rank, segment in enumerate(say("Wohnen", 3, assigned=False, start=50), start=1):
        ThemeMember.objects.create(theme=theme, segment=segment, rank=rank)
    return theme


@pytest.mark.parametrize(
    ("who", "status"),
    [("analyst", 200), ("moderator", 200), ("officer", 403), ("observer", 403), ("outsider", 404), (None, 302)],
)
def test_who_gets_in(client, cast, process, fields, suggested, theme, say, who, status):
    if who:
        client.force_login(getattr(cast, who))
    (filed,) = say("Sprache", 1, start=9)
    doubt = Doubt.objects.create(
        segment=filed, filed=fields["Sprache"], other=fields["Arbeit"], filed_chance=0.1, other_chance=0.9
    )
    of_segment = {"pk": suggested.pk}
    for name, where in [
        ("suggesting", {}),
        ("doubts", {}),
        ("alike_groups", {}),
        ("themes", {"pk": theme.run_id}),
        ("theme", {"pk": theme.pk}),
        ("similar", of_segment),
        ("alike", of_segment),
    ]:
        assert client.get(url(name, process, **where)).status_code == status, name
    posted = [
        ("suggesting", {}, {"do": "train"}),
        ("doubts", {}, {"do": "move", "doubt": doubt.pk}),
        ("theme", {"pk": theme.pk}, {"do": "rename", "name": "Anders"}),
        ("suggestion", of_segment, {"rank": "1", "run": suggested.suggestions.first().run_id}),
    ]
    for name, where, data in posted:
        answer = client.post(url(name, process, **where), data)
        assert answer.status_code == (302 if status == 200 else status), name
    done = status == 200
    for row in (theme, suggested, filed):
        row.refresh_from_db()
    assert (theme.name == "Anders") is done and (suggested.action_field == fields["Wohnen"]) is done
    assert (filed.action_field == fields["Arbeit"]) is done
    assert LearningRun.objects.filter(state="waiting").exists() is done


def test_nothing_of_another_process_is_reached(client, cast, process, other_process, theme):
    foreign = make_for(make_version(other_process).paragraphs.first()).segments.get()
    client.force_login(cast.analyst)
    for name in ("similar", "alike", "suggestion"):
        assert client.options(url(name, process, pk=foreign.pk)).status_code in (200, 404)
        assert client.post(url(name, process, pk=foreign.pk), {"rank": 1, "run": 1}).status_code in (404, 405)
    client.force_login(cast.outsider)
    assert client.get(url("theme", other_process, pk=theme.pk)).status_code == 404
    assert client.get(url("themes", other_process, pk=theme.run_id)).status_code == 404


def test_accepting_assigns_and_the_next_one_follows(client, cast, process, fields, suggested, say):
    client.force_login(cast.analyst)
    (following,) = say("Arbeit", 1, assigned=False, start=5)
    page = client.get(url("segment", process, pk=suggested.pk)).content.decode()
    assert "Vorschlag der Maschine" in page and "wahrscheinlich" in page
    assert [f'data-key="{key}"' in page for key in "1230v"] == [True] * 5
    assert client.get(url("suggestion", process, pk=suggested.pk)).status_code == 405
    run = suggested.suggestions.first().run_id
    answer = client.post(url("suggestion", process, pk=suggested.pk), {"rank": "2", "run": run})
    assert answer.url == url("segment", process, pk=following.pk)
    suggested.refresh_from_db()
    assert suggested.action_field == fields["Sprache"] and suggested.assigned_by == cast.analyst
    decision = SuggestionDecision.objects.get()
    assert (decision.outcome, decision.chosen, decision.decided_by) == ("accepted", fields["Sprache"], cast.analyst)
    assert decision.suggested == [fields[title].pk for title in ("Wohnen", "Sprache", "Arbeit")]


def test_refusing_leaves_it_open_and_is_remembered(client, cast, process, suggested):
    client.force_login(cast.analyst)
    run = suggested.suggestions.first().run_id
    client.post(url("suggestion", process, pk=suggested.pk), {"do": "refuse", "run": run})
    suggested.refresh_from_db()
    assert suggested.action_field is None and SuggestionDecision.objects.get().outcome == Outcome.REFUSED
    assert "wurden abgelehnt" in client.get(url("segment", process, pk=suggested.pk)).content.decode()


def test_what_a_colleague_assigned_meanwhile_stays(client, cast, process, fields, suggested):
    suggested.action_field = fields["Arbeit"]
    suggested.save()
    client.force_login(cast.analyst)
    address, run = url("suggestion", process, pk=suggested.pk), suggested.suggestions.first().run_id
    for data in ({"rank": "1"}, {"do": "refuse"}):
        assert client.post(address, {**data, "run": run}).url == url("segment", process, pk=suggested.pk)
    for data in ({"rank": "9", "run": run}, {"rank": "1"}, {"rank": "1", "run": "x"}):
        assert client.post(address, data).status_code == 400
    suggested.refresh_from_db()
    assert suggested.action_field == fields["Arbeit"] and not SuggestionDecision.objects.exists()


def test_nobody_accepts_or_refuses_what_they_have_not_seen(client, cast, process, fields, suggested):
    """The machine has learned anew since the page was shown: its first suggestion is another one."""
    client.force_login(cast.analyst)
    page = client.get(url("segment", process, pk=suggested.pk)).text
    seen = suggested.suggestions.first().run_id
    assert page.count(f'name="run" value="{seen}"') == 4
    newer = LearningRun.objects.create(
        process=process, kind=RunKind.SUGGESTIONS, state="done", started_at=timezone.now(), finished_at=timezone.now()
    )
    Suggestion.objects.create(
        run=newer, segment=suggested, rank=1, action_field=fields["Arbeit"], chance=0.9, certainty="likely"
    )
    address = url("suggestion", process, pk=suggested.pk)
    for data in ({"rank": "1"}, {"do": "refuse"}):
        answer = client.post(address, {**data, "run": seen}, follow=True)
        assert "Nichts wurde geändert" in answer.text or "neuer" in answer.text
    suggested.refresh_from_db()
    assert suggested.action_field is None and not SuggestionDecision.objects.exists()
    client.post(address, {"rank": "1", "run": newer.pk})
    suggested.refresh_from_db()
    assert suggested.action_field == fields["Arbeit"]


@pytest.mark.parametrize("screen", ["alike", "theme"])
def test_ticked_segments_a_colleague_assigned_meanwhile_are_shown_first(client, cast, process, fields, theme, screen):
    one, two, three = (member.segment for member in theme.members.order_by("rank"))
    for segment in (one, two, three):
        AlikeMember.objects.create(process=process, segment=segment, group=one.pk)
    address = url("theme", process, pk=theme.pk) if screen == "theme" else url("alike", process, pk=one.pk)
    client.force_login(cast.analyst)
    seen = [f"{row.pk}:{row.marker}" for row in client.get(address).context["segments"]]
    topic = Topic.objects.create(action_field=fields["Arbeit"], title="Praktika")
    assign(process, [two], actor=cast.moderator, topic=topic)
    data = {"do": "assign", "action_field": fields["Wohnen"].pk, "segments": [two.pk, three.pk], "seen": seen}
    answer = client.post(address, data)
    assert answer.status_code == 409 and "die gekennzeichneten Beiträge" in answer.text
    assert [row.is_changed for row in answer.context["segments"] if row.pk == two.pk] == [True]
    assert {row.pk for row in answer.context["segments"] if row.is_marked} == {two.pk, three.pk}
    two.refresh_from_db()
    three.refresh_from_db()
    assert two.topic == topic and three.action_field is None
    data["seen"] = [f"{row.pk}:{row.marker}" for row in answer.context["segments"]]
    assert client.post(address, data).status_code == 302
    two.refresh_from_db()
    assert (two.action_field, two.topic) == (fields["Wohnen"], None)


def test_a_doubt_that_was_settled_is_not_undone_by_a_key(cast, process, fields, say):
    (filed,) = say("Sprache", 1)
    doubt = Doubt.objects.create(
        segment=filed, filed=fields["Sprache"], other=fields["Arbeit"], filed_chance=0.1, other_chance=0.9
    )
    doubts.settle(process, doubt.pk, move=True, actor=cast.analyst)
    with pytest.raises(UndoRefused):
        undo(process, actor=cast.analyst)
    filed.refresh_from_db()
    assert filed.action_field == fields["Arbeit"]


def test_the_order_of_work_is_chosen_by_each_person(client, cast, process, say, train):
    say("Sprache", 2)
    segments = say("Wohnen", 3, assigned=False)
    train()
    assert ordering.next_to_learn_from(process, cast.analyst, None) is None
    client.force_login(cast.analyst)
    client.post(url("suggesting", process), {"do": "order", "order": "learning"})
    assert ordering.next_to_learn_from(process, cast.analyst, segments[0]) in segments[1:]
    assert ordering.next_to_learn_from(process, cast.moderator, None) is None
    decisions.refuse(process, segments[1], actor=cast.analyst)
    assert ordering.next_to_learn_from(process, cast.analyst, segments[0]) == segments[2]
    client.post(url("suggesting", process), {"do": "order", "order": "arrival"})
    assert ordering.next_to_learn_from(process, cast.analyst, None) is None


def test_what_is_under_way_shows_its_progress_and_then_the_page_renews_itself(client, cast, process):
    client.force_login(cast.analyst)
    client.post(url("suggesting", process), {"do": "train"})
    run = LearningRun.objects.get()
    runs.Progress(run.pk, runs._claim(run.pk)).at("learning", 55)
    page = client.get(url("suggesting", process)).content.decode()
    assert "zu 55 % fertig" in page and "lernt aus dem" in page
    state = url("suggesting_state", process)
    assert client.get(state).url == url("suggesting", process), "without scripts it is the page"
    answer = client.get(state, headers={"HX-Request": "true"})
    assert "zu 55 % fertig" in answer.content.decode() and "HX-Refresh" not in answer.headers
    LearningRun.objects.update(state="done", finished_at=timezone.now())
    assert client.get(state, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_accuracy_is_shown_with_its_examples_and_not_below_twenty(client, cast, process, fields, say, train):
    client.force_login(cast.analyst)
    say("Sprache", 6)
    train()
    assert "Unter 20 zugeordneten" in client.get(url("suggesting", process)).content.decode()
    for title in ("Wohnen", "Arbeit"):
        say(title, 8)
    train()
    page = client.get(url("suggesting", process)).content.decode()
    assert "Geprüft an 22 Beiträgen" in page and "das größte Feld raten" in page


def test_themes_keep_their_members_and_only_ticks_are_assigned(client, cast, process, fields, theme):
    client.force_login(cast.analyst)
    one, two, three = (member.segment for member in theme.members.order_by("rank"))
    page = url("theme", process, pk=theme.pk)
    data = {"do": "assign", "action_field": fields["Wohnen"].pk, "new_topic": "Vermieter", "segments": [one.pk, two.pk]}
    assert client.post(page, {**data, "segments": []}).context["form"].errors
    assert client.post(page, data).status_code == 302
    assert {row.topic.title for row in Segment.objects.filter(pk__in=[one.pk, two.pk])} == {"Vermieter"}
    three.refresh_from_db()
    assert three.action_field is None and theme.members.count() == 3
    answer = client.post(page, {**data, "segments": [three.pk]})
    assert answer.context["form"].errors["new_topic"], "the topic is there already"
    foreign = ActionFieldFactory(process=process)
    topic = fields["Wohnen"].topics.get()
    answer = client.post(page, {"action_field": foreign.pk, "topic": topic.pk, "segments": [three.pk]})
    assert answer.context["form"].errors["topic"]


def test_themes_are_found_and_too_few_say_so(client, cast, process, say, train):
    client.force_login(cast.analyst)
    say("Wohnen", 3, assigned=False)
    few = train(RunKind.THEMES)
    assert "zu wenige" in client.get(url("themes", process, pk=few.pk)).content.decode()
    say("Sprache", 12, assigned=False, start=20)
    run = train(RunKind.THEMES, wanted=2)
    themes = list(run.themes.all())
    assert len(themes) == 2 and sum(theme.members.count() for theme in themes) == 15
    assert all(theme.members.filter(rank__isnull=False).count() <= 5 for theme in themes)
    assert few.themes.count() == 0 and "Alle" in client.get(url("themes", process, pk=run.pk)).content.decode()
    answer = client.post(url("suggesting", process), {"do": "themes", "scope": "field"})
    assert answer.context["form"].errors["action_field"]


def test_contributions_that_say_the_same_are_assigned_together(client, cast, process, fields, make_contribution, train):
    letter = "Bitte bauen Sie den Radweg am Fluss aus, weil wir sonst nicht sicher zur Schule kommen. Nummer {}"
    one, two = (make_contribution(text=letter.format(number)).segments.get() for number in (1, 2))
    other = make_contribution(text="Ganz etwas anderes über die Öffnungszeiten der Ämter.").segments.get()
    grouped = make_contribution(text="Von der Moderation dazugezählt.").segments.get()
    campaign = Campaign.objects.create(process=process, scope="x", target_kind=TargetKind.PARAGRAPH)
    for segment in (one, grouped):
        CampaignMember.objects.create(campaign=campaign, contribution=segment.contribution)
    train(RunKind.ALIKE)
    assert set(AlikeMember.objects.values_list("segment", flat=True)) == {one.pk, two.pk}
    client.force_login(cast.analyst)
    page = client.get(url("alike", process, pk=one.pk))
    assert {row.pk for row in page.context["segments"]} == {two.pk, grouped.pk}
    assert all(row.is_marked for row in page.context["segments"])
    data = {"action_field": fields["Arbeit"].pk, "segments": [two.pk, grouped.pk]}
    client.post(url("alike", process, pk=one.pk), data)
    assert Segment.objects.filter(action_field=fields["Arbeit"]).count() == 2
    other.refresh_from_db()
    assert other.action_field is None
    assert client.get(url("alike_groups", process)).context["page"].object_list[0]["size"] == 2


def test_similar_ones_of_other_processes_only_where_one_may_see_them(
    client, cast, process, other_process, fields, say, train
):
    (asked,) = say("Sprache", 1, assigned=False)
    say("Sprache", 2, start=3)
    target = make_version(other_process).paragraphs.first()
    there = make_for(target, title=asked.contribution.title, text=asked.text).segments.get()
    there.action_field = ActionFieldFactory(process=other_process)
    there.save()
    train()
    from consultations.synthesis.suggesting import corpus

    corpus.make_missing()
    found = [one.segment for one in similar.similar_assigned(asked, cast.analyst)]
    assert found and there not in found and asked not in found
    assert all(segment.action_field == fields["Sprache"] for segment in found)
    assert similar.similar_assigned(asked, cast.admin)[0].segment == there
    there.finding = FindingFactory(
        process=other_process,
        state=FindingState.PUBLISHED,
        published_at=timezone.now(),
        action_field=there.action_field,
    )
    there.save()
    public = similar.similar_assigned(asked, cast.analyst)[0]
    assert public.segment == there and not public.is_inside
    Answer.objects.create(finding=there.finding, decision="accepted", reason="Weil.")
    client.force_login(cast.analyst)
    page = client.get(reverse("synthesis_admin:similar", kwargs={"process_slug": process.slug, "pk": asked.pk})).text
    assert f'href="/verfahren/anderes/ergebnisse/{there.finding.number}/"' in page and "kd-chip--accepted" in page


def test_the_screens_take_the_same_queries_for_few_and_for_many(client, cast, process, fields, suggested, theme, say):
    client.force_login(cast.analyst)
    pages = [
        url("segment", process, pk=suggested.pk),
        url("suggesting", process),
        url("doubts", process),
        url("themes", process, pk=theme.run_id),
        url("theme", process, pk=theme.pk),
        url("alike", process, pk=suggested.pk),
        url("alike_groups", process),
    ]

    def fill(segments):
        AlikeMember.objects.bulk_create(
            AlikeMember(process=process, segment=row, group=suggested.pk) for row in [*segments]
        )
        ThemeMember.objects.bulk_create(ThemeMember(theme=theme, segment=row) for row in segments)
        Doubt.objects.bulk_create(
            Doubt(segment=row, filed=fields["Sprache"], other=fields["Arbeit"], filed_chance=0.1, other_chance=0.9)
            for row in segments
        )

    def queries():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            counts.append(len(captured))
        return counts

    AlikeMember.objects.create(process=process, segment=suggested, group=suggested.pk)
    fill(say("Sprache", 3))
    queries()
    before = queries()
    fill(say("Sprache", 40, start=100))
    assert queries() == before
