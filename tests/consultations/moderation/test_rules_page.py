"""The public page of the rules: numbers without contents, offices without names."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.contributions.enums import Publication, State
from consultations.moderation.objections.rules import latest_decision
from consultations.moderation.objections.services import dismiss, file_objection
from consultations.moderation.services import reject, release
from consultations.process.models import Process
from tests.factories.consultations import ProcessRuleFactory


@pytest.fixture
def rule(process):
    return process.rules.get()


def rules_url(process):
    return reverse("moderation:rules", kwargs={"process_slug": process.slug})


def test_it_says_the_rules_who_moderates_and_how_to_object(client, cast, process, rule):
    Process.objects.update(moderation_time="after", review_within_hours=24)
    page = client.get(rules_url(process)).content.decode()
    assert rule.text in page
    assert "Referat moderator" in page
    assert "innerhalb von 24 Stunden" in page
    assert "Beiträge erscheinen sofort." in page
    assert "innerhalb von 14 Tagen" in page
    for person in (cast.moderator, cast.lead):
        assert person.display_name not in page
        assert person.email not in page


def test_it_counts_the_decisions_that_stand_and_tells_no_content(client, cast, process, rule, make_contribution):
    def decided(text, verb, **fields):
        contribution = make_contribution(state=State.PENDING, user=cast.member, text=text, title=text, **fields)
        if verb == "reject":
            reject(contribution, actor=cast.moderator, rule=rule, message="Persönliche Nachricht.")
        else:
            release(contribution, actor=cast.moderator, **verb)
        contribution.refresh_from_db()
        return contribution

    second = decided("Geheimer Angriff", "reject")
    decided("Alles gut", {})
    decided("Frau Muster ist laut", {"remove": ["Frau Muster"], "rule": rule})
    decided("Nur intern", "reject", publication=Publication.INTERNAL)
    changed = decided("Doch gut", "reject")
    release(changed, actor=cast.lead, expected_state=State.REJECTED, message="Doch.")
    dismiss(file_objection(latest_decision(second), text="Mein Widerspruch."), actor=cast.lead, reply="Nein.")
    response = client.get(rules_url(process))
    numbers = response.context["statistics"]
    assert [number for _label, number in numbers.by_kind] == [2, 1, 1, 0]
    assert numbers.total == 4
    assert [(row.rule, row.shortened, row.rejected) for row in numbers.by_rule] == [(rule, 1, 1)]
    assert (numbers.objections, numbers.upheld, numbers.dismissed) == (1, 0, 1)
    page = response.content.decode()
    for text in ("Geheimer Angriff", "Frau Muster", "Nur intern", "Persönliche Nachricht", "Mein Widerspruch"):
        assert text not in page


def test_an_unpublished_process_shows_it_to_its_team_only(client, cast, process):
    Process.objects.filter(pk=process.pk).update(is_published=False)
    for person, status in ((None, 404), (cast.stakeholder, 404), (cast.outsider, 404), (cast.observer, 200)):
        if person:
            client.force_login(person)
        assert client.get(rules_url(process)).status_code == status
    assert client.get(reverse("moderation:rules", args=["gibt-es-nicht"])).status_code == 404


def test_the_number_of_queries_does_not_grow(client, cast, process, rule, make_contribution):
    def fill(number):
        for _ in range(number):
            contribution = make_contribution(state=State.PENDING, user=cast.member)
            reject(contribution, actor=cast.moderator, rule=rule)

    fill(1)
    client.get(rules_url(process))
    with CaptureQueriesContext(connection) as few:
        client.get(rules_url(process))
    fill(20)
    for number in range(10, 20):
        ProcessRuleFactory(process=process, number=number)
    with CaptureQueriesContext(connection) as many:
        client.get(rules_url(process))
    assert len(many) == len(few)


def test_it_is_linked_where_people_need_it(client, cast, process, version):
    client.force_login(cast.stakeholder)
    for url in (
        process.get_absolute_url(),
        reverse("contributions:list", kwargs={"process_slug": process.slug}),
        reverse("contributions:paragraph", kwargs={"process_slug": process.slug, "lineage": "k1-1"}),
    ):
        assert rules_url(process) in client.get(url).content.decode(), url
